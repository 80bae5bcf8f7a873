package postgres

import _ "embed"

//go:embed schema.sql
var schema string

// Schema is the DDL of the contract, for an agency that keeps tables rather than views, and for tests.
func Schema() string { return schema }
