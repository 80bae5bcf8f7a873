package hsm

import "shebao/kiosk/internal/backend"

// Options say where the module is and who the terminal is; "/v1/authenticate" is appended to the URL.
type Options = backend.Address

const path = "/v1/authenticate"
