// Package keys finds the key that a model server asks for, and keeps it in the
// system's keyring.
//
// A key is looked for where it is nearest to the user's will: what the settings have
// from the environment (INKLING_API_KEY), the variable that they name (key_env), the
// one in which users of that service usually have it, and last the keyring, by the
// server's host. The keyring is asked only about hosts that Inkling has put a key in
// for: it may be locked, and would ask the user for a password that is not needed.
// docs/decisions/0031 says more.
//
// It never writes a key into a file or a message, never gives a service's key to
// another host, and never waits for a keyring longer than it is told to.
package keys
