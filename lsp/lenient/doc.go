// Package lenient reads the JSON that clients send where a lost message would do
// harm, and where reading is done at every key.
//
// It never fails, never keeps what it was given, and never changes a byte of a
// text, be it UTF-8 or not.
package lenient
