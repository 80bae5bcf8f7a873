package terminal

import "fmt"

// crash makes an error of what was recovered. Only its type is kept: the text of a panic may hold what the visit held.
func crash(p any) error { return fmt.Errorf("panic of type %T", p) }
