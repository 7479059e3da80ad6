// Package modeltest is what every backend has to do alike, as a suite of tests
// that runs against a scripted server: each kind of server is one Service, which
// says how it writes what the suite wants written.
//
// It never connects to anything but a pipe in its own process, never waits on a
// real clock, and never knows a service by name.
package modeltest
