package postgres

// FindPerson and Visit are the statements of a visit, for the test that looks at their plans.
const FindPerson = findPerson

// Statement is one of them with the number of its values.
type Statement struct {
	Table, Text string
	Values      int
}

// Visit are the statements about one person.
func Visit() []Statement {
	var out []Statement
	for _, s := range visit() {
		out = append(out, Statement{s.table, s.text, parameters(s.text)})
	}
	return out
}
