package journal

// SchemaBeforePapers is what a journal looked like before papers had codes.
func SchemaBeforePapers() string { return schema + accessTrail }
