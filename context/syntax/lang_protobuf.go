//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/protobuf"

var _ = register(Language{
	Name:     "Protocol Buffers",
	IDs:      "proto proto3",
	Files:    "*.proto",
	grammar:  protobuf.GetLanguage,
	Comments: "comment",
	Strings:  "string",
})
