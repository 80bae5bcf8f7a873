// Package card reads a social security card (社会保障卡): who it was issued to, and whether the PIN that was typed is right.
//
// It speaks APDUs over a Transport and knows nothing of PC/SC, screens or records; pcsc/ inside is the driver for real
// readers, devices/simulate/simcard a card that answers with the same bytes. The bytes are those of facts/card.md; the
// section is named beside each.
//
// Nothing here writes to the card. Personal data and APDU data stand in no error and no log.
package card
