// Package trust remembers which workspaces the user trusts, and with what, and to
// which hosts the user's code may go.
//
// A workspace comes from anybody, and so does the settings file in it. A value
// there that names an endpoint, a key, a command or a file to be written counts
// only after the user has looked at it and said so. What is trusted is a folder
// together with its values: when one of them changes, the user is asked again.
// docs/decisions/0014 says why.
//
// A host of a model server on another machine needs the user's yes when it was not the
// user who named it. It is allowed by its name and port, for every workspace.
//
// It never trusts or allows by itself, never lets a folder inherit the trust of another,
// and never keeps a value: only their digest.
package trust
