// Package trust remembers which workspaces the user trusts, and with what.
//
// A workspace comes from anybody, and so does the settings file in it. A value
// there that names an endpoint, a key, a command or a file to be written counts
// only after the user has looked at it and said so. What is trusted is a folder
// together with its values: when one of them changes, the user is asked again.
// docs/decisions/0014 says why.
//
// It never trusts by itself, never lets a folder inherit the trust of another,
// and never keeps a value: only their digest.
package trust
