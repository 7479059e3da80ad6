// Package outline says what an outline is: the declarations and imports of a
// file as plain data, and how a signature, a name and a line of documentation are
// taken from a text, whoever has found where they stand.
//
// It never parses, never keeps a string of the text it was given, and never knows
// which language it is.
package outline
