package postgres

import "time"

const (
	// connectLimit bounds name, TCP, TLS and log-in together. A first packet that was lost is sent again after one second;
	// three leave room for that, and tell early that the database is not there.
	connectLimit = 3 * time.Second
	// wholeLimit bounds one read with everything: nobody stands longer before a screen that says nothing.
	wholeLimit = 10 * time.Second
	// closeLimit is what saying good-bye to the server may take; after it the connection is cut.
	closeLimit = time.Second
	// idleLimit is how long a kept connection is trusted. Firewalls forget silent ones after a minute or more, and a question
	// on a forgotten one would wait for the whole limit; within one visit the pauses are shorter.
	idleLimit = 30 * time.Second
	// connections is how many people are served at once: one stands at the terminal, the second is for the operator's tool.
	connections = 2
	// maxRows is the most that one statement may give. 60 months of six insurances in ten places are 3600; more is a view
	// that forgot its person.
	maxRows = 10_000
	// maxMessage is the longest message of the server that is read, a row for example, in bytes; one of thirteen columns of the
	// longest text has a hundredth of it. A server that announces more is none.
	maxMessage = 1 << 20
	// maxText is the longest text of a column, in bytes; the widest of the contract has 200 characters of up to 4 bytes.
	maxText = 800
	// maxNumber is the longest social security number or card number; those of nationals have 18 characters, others fewer
	// than 32.
	maxNumber = 32
)
