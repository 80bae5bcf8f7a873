package faq

import "io/fs"

// Files are the files of the built-in content, as Load reads them: what an operator's own folder begins with.
func Files() (fs.FS, error) { return fs.Sub(content, "content") }
