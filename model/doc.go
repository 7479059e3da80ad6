// Package model says what a model is to the rest of the house: something that
// fills in code between a prefix and a suffix, or answers a conversation, as a
// stream. Each backend, a model server and how to speak to it, has a folder below.
//
//	model            the contract: requests, reports, traits, errors
//	model/wire       what backends that speak HTTP share: limits, faults, streams
//	model/llamacpp   … and one folder for each other server
//	model/backends   the table of names
//	model/local      the embedded model, which predicts without a server
//
// It never lays out a prompt (context/prompt does, by a backend's Traits), never
// decides what is shown (completion does), and never speaks to a server that the
// caller has not named.
package model
