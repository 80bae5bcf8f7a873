// Package httpjson reads records from an agency's back end by HTTPS and JSON: a front machine (前置机) or service bus with a
// thin adapter (facts/domain.md §5.1). docs/records-http.md is the contract.
//
// It knows HTTPS and nothing of screens, cards or databases. It asks only by POST, so that no number stands in a URL, where
// gateways log it, and follows nobody elsewhere. What was asked and answered stands in no error and no log. Its ways are
// those of devices/card/hsm, with another body.
package httpjson
