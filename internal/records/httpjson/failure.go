package httpjson

import "shebao/kiosk/internal/records"

// failureOf is what a word of the contract's closed set of errors means; "" for a word that is not in it.
func failureOf(word string) records.Failure {
	switch word {
	case "not_found":
		return records.NotFound
	case "not_connected":
		return records.NotConnected
	case "busy":
		return records.Busy
	case "checking":
		return records.Checking
	case "duplicate":
		return records.Duplicate
	case "deceased":
		return records.Deceased
	case "refused", "unavailable":
		return records.Down
	}
	return ""
}

// damaged is the failure of a reply that breaks the contract. Where it does is told by field names only.
func damaged(err error) *records.Error {
	return &records.Error{Failure: records.Damaged, Detail: "back end: reply", Err: err}
}
