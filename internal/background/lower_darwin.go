//go:build cgo

package background

// #include <pthread/qos.h>
// #include <sys/qos.h>
import "C"

// lower makes the calling thread one for work that the user has asked for and does
// not wait for. The next class down, and what setpriority(2) has for a thread, would
// also slow its reading down and keep it off the fast processors: what that did to
// typing under Linux is in docs/decisions/0027.
//
// It has been compiled and never run: nothing is measured on macOS yet.
func lower() { C.pthread_set_qos_class_self_np(C.QOS_CLASS_UTILITY, 0) }
