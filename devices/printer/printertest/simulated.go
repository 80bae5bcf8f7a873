package printertest

import (
	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simprinter"
)

// smallBuffer is the buffer of a simulated printer of whose model nobody knows it: less than a slip, and what the driver gives at
// once behind half a command.
const smallBuffer = 2048

// Simulated is the simulated printer of a model. Where the profile says that nobody knows, it is one that cannot do what it was
// not seen to do.
func Simulated(p printer.Profile) simprinter.Options {
	o := simprinter.Options{
		Columns: p.Columns, Dots: p.Dots, DPI: p.DPI, Buffer: p.Buffer, Cuts: p.Cut[2:3], NoClear: p.Clearing != printer.ClearsByDLE,
		Completion: simprinter.None, Code: simprinter.NoCode, Hanzi: simprinter.GB2312,
	}
	if o.Buffer == 0 {
		o.Buffer = smallBuffer
	}
	switch p.Completion {
	case printer.ProcessID:
		o.Completion = simprinter.ProcessID
	case printer.GSr:
		o.Completion = simprinter.GSr
	}
	switch p.QR {
	case printer.QRNative:
		o.Code = simprinter.NativeCode
	case printer.QREscZ:
		o.Code = simprinter.EscZCode
	}
	switch {
	case p.FourByte == printer.Yes:
		o.Hanzi = simprinter.GB18030
	case p.GBKFont == printer.Yes:
		o.Hanzi = simprinter.GBK
	}
	switch p.Presenter.Family {
	case printer.CustomFamily:
		o.Presenter = simprinter.Ejector
	case printer.EUT400Family:
		o.Presenter = simprinter.EUT400
	case printer.PPU700Family:
		o.Presenter = simprinter.PPU700
	}
	return o
}
