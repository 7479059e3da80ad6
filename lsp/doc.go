// Package lsp is the language server: the session, and one thin file for each
// group of methods. Messages come and go through its part transport.
//
// Its read loop never parses, waits or touches a disk; its handlers never
// compute; and no LSP type leaves it but to its client package.
//
// # The wire
//
//	stdin → transport ──→ jsonrpc2 read loop → handle
//	                          │            │
//	                     notification     call
//	                      runs here    receiver runs here,
//	                                   job beside the loop
//	stdout ← transport ←──── answer ←──────┘
//
// A notification runs on the read loop, in the order of the wire. A call has a
// receiver, which runs there too and takes the snapshot that the client meant,
// and a job, which runs beside it. So no lock guards a document, and a
// suggestion is always made for the text it was asked for.
//
// What the server understands and sends is in docs/protocol.md, which a test ties
// to the tables of wire.go.
//
// # The library's hazards
//
// go.lsp.dev's modules have fourteen that a server must know. Each test, here or
// in transport, is marked with its number.
//
//  1. The stock server reorders messages: TestChangesAreAppliedInTheOrderOfTheWire.
//  2. An error from a notification ends the connection: TestNotificationErrorsDoNotEndTheSession.
//  3. So does a panic: TestPanicsAreCaughtPerRequest, TestPanicsOnTheReadLoopAreCaught.
//  4. Cancelled calls, and all errors that are not the library's own, are answered
//     with code 0: TestCancelledCallsAreAnsweredSo,
//     TestCallsCancelledInTheSameBreathAreAnswered, TestEngineErrorsAreLoggedAndNothingIsShown.
//  5. The end of input cancels nothing: TestEndOfInputCancelsHandlers,
//     TestDeathOfTheParentEndsTheSession, TestParentThatCannotBeSeenIsNotWatched.
//  6. The logging stream never unlocks: it is not used; the session logs.
//  7. The codec is not exported: TestItemsHaveTheRangeOfTheirSuggestion goes through ours.
//  8. A request without parameters is a parse error:
//     TestUnknownMethodsWithoutParametersAreAnswered.
//  9. Decoding is strict: TestInitializeToleratesWrongTypes,
//     TestChangesOfLooseTypesAreNotLost, TestDocumentWithALostChangeIsLeftAlone,
//     TestNotebooksOfLooseTypesAreTaken, TestCellWithALostChangeIsLeftAlone,
//     FuzzReadDocument, FuzzReadNotebook, FuzzReadFeedback.
//  10. Requests are borrowed: TestTextsOutliveTheirMessages, and all tests as make
//     runs them, with the build tag jsonrpc2poison.
//  11. A client that does not read holds up the read loop:
//     TestClientThatDoesNotReadIsStillHeard, TestClientThatNeverReadsEndsItsSession.
//  12. A call to the client from the read loop waits for itself:
//     TestServerMayCallWhileItHandles, TestClientsThatDoNotAnswerDoNotHoldUpSettings.
//  13. A call that is answered on the read loop can end the process, since the
//     library recycles its context while a context derived from it still looks at
//     it. Every call leaves the loop by Async, and nothing derives a context from a
//     request's: TestManyQuickCallsDoNotKillTheProcess.
//  14. A message that can't be read ends the connection, and a header reserves what
//     it announces: TestMalformedMessagesAreAnsweredAndSkipped,
//     TestOverlargeMessageIsReadAwayAndRefused, TestDocumentOfAnOverlargeChangeIsLeftAlone,
//     TestAnnouncedMessageEndsWithItsSender, TestStreamReservesOnlyWhatArrives, FuzzStream.
package lsp
