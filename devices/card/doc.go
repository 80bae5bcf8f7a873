// Package card reads a social security card (社会保障卡): whether it is genuine, who it was issued to, and whether the PIN that was
// typed is right; and it has the card change its PIN.
//
// It speaks APDUs over a Transport and knows nothing of PC/SC, screens or records; pcsc/ inside is the driver for real
// readers, psam/ and hsm/ make what a genuine card answers, devices/simulate/simcard is a card that answers with the same
// bytes. The bytes are those of facts/card.md; the section is named beside each.
//
// But for its PIN nothing on the card is ever changed. No key is here: what a card must answer is computed in modules. Personal
// data and APDU data stand in no error and no log.
package card
