package simhsm

// Fault is what goes wrong from now on with every question; a closed set.
type Fault string

// The faults.
const (
	NoFault Fault = ""

	// On the line.
	Silent           Fault = "silent"            // the request is taken and never answered
	Stalled          Fault = "stalled"           // half a reply, and then nothing
	Slow             Fault = "slow"              // a right reply after Options.Delay
	Cut              Fault = "cut"               // the connection ends instead of a reply
	NotHTTP          Fault = "not_http"          // the right reply's JSON, and no HTTP around it
	BadHeader        Fault = "bad_header"        // the right reply's JSON in the place of a header field
	WrongCertificate Fault = "wrong_certificate" // of another authority with the same name; for connections that are made from now on

	// By status.
	Unavailable Fault = "status_503"
	Forbidden   Fault = "status_403"
	NoContent   Fault = "status_204"
	Redirect    Fault = "redirect" // 307 to a path at which Redirected counts

	// In the reply's form.
	WrongType Fault = "wrong_type" // text/html
	Truncated Fault = "truncated"  // half the JSON, with a Content-Length that says so
	Huge      Fault = "huge"       // a right reply that is blown up to 64 KiB by a field
	Trailing  Fault = "trailing"   // a second value behind the right reply
	Twice     Fault = "twice"      // a second whole HTTP answer behind the right one, unasked
	Duplicate Fault = "duplicate"  // a field stands twice
	ShortHex  Fault = "short_hex"  // an answer of 7 bytes

	// In what it is the reply to.
	WrongRequest    Fault = "wrong_request"    // names another request
	OtherInternal   Fault = "other_internal"   // repeats another internal original
	OtherExternal   Fault = "other_external"   // repeats another external original
	Replayed        Fault = "replayed"         // the first right reply, byte for byte
	ReplayedAsThis  Fault = "replayed_as_this" // the first right reply with the present request's id
	MissingExternal Fault = "missing_external" // leaves out the external answer that was asked
	UnaskedExternal Fault = "unasked_external" // gives one that was not asked

	// The contract's errors, and one that it does not have.
	NoKey        Fault = "no_key"
	NoAlgorithm  Fault = "no_algorithm"
	KeyLevel     Fault = "key_level"
	Refused      Fault = "refused"
	Busy         Fault = "busy"
	UnknownError Fault = "unknown_error"
)

// Faults lists all but NoFault.
func Faults() []Fault {
	return []Fault{
		Silent, Stalled, Slow, Cut, NotHTTP, BadHeader, WrongCertificate,
		Unavailable, Forbidden, NoContent, Redirect,
		WrongType, Truncated, Huge, Trailing, Twice, Duplicate, ShortHex,
		WrongRequest, OtherInternal, OtherExternal, Replayed, ReplayedAsThis, MissingExternal, UnaskedExternal,
		NoKey, NoAlgorithm, KeyLevel, Refused, Busy, UnknownError,
	}
}
