// Package attest makes a printed paper checkable: its code, the signed statement in its QR code, the register of a terminal's
// codes, and the verdict on all of them.
//
// A statement is signed with SM2 by a key that only its terminal has, and that an agency has certified; who checks needs the
// agency's certificate and the terminals' own, and no connection to anything. The room shows a clerk never more than the slip
// shows. It knows nothing of journals, printers, screens or networks; docs/slip-check.md is its contract with other programs.
package attest
