//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/sql"

var _ = register(Language{
	Name:     "SQL",
	IDs:      "sql",
	Files:    "*.sql",
	grammar:  sql.GetLanguage,
	Comments: "comment",
})
