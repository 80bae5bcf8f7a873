package pcsc

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ebfe/scard"
)

// attrChannel is SCARD_ATTR_CHANNEL_ID: four bytes, low byte first, of which the upper half is the kind of channel and, on
// USB, the lower one bus and address (PC/SC part 3).
const (
	attrChannel = scard.AttrChannelId
	channelUSB  = 0x0020
)

// busDevices is where Linux lists what is on the USB buses.
const busDevices = "/sys/bus/usb/devices"

// usbPath is where on the bus a reader is, as "1-1.4": the same after it was pulled and put into the same socket again, when
// its address is not. "" for a reader that is not on USB or does not tell.
func usbPath(channel []byte, devices string) string {
	if len(channel) != 4 {
		return ""
	}
	id := binary.LittleEndian.Uint32(channel)
	if id>>16 != channelUSB {
		return ""
	}
	entries, err := os.ReadDir(devices)
	if err != nil {
		return ""
	}
	bus, address := int(id>>8&0xFF), int(id&0xFF)
	for _, e := range entries {
		if number(filepath.Join(devices, e.Name(), "busnum")) == bus && number(filepath.Join(devices, e.Name(), "devnum")) == address {
			return e.Name()
		}
	}
	return ""
}

// number reads a file with a number in it; -1 when it is none.
func number(path string) int {
	raw, err := os.ReadFile(path)
	if err != nil {
		return -1
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		return -1
	}
	return n
}
