package touch

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// client is a connection to the X server of this machine, which speaks in the order of bytes that is asked for: the lowest first.
// Its goroutine is the one that asks and reads.
type client struct {
	net.Conn
	in *bufio.Reader
}

const (
	xError, xReply, genericEvent = 0, 1, 35
	packetBytes                  = 32
	// longest is more than any packet that is asked for here has.
	longest = 1 << 16
	// setupLimit is how long a server may take to let a program in.
	setupLimit = 10 * time.Second
)

// dial joins the display that the environment names. It is one of this machine: a terminal's glass hangs on it.
func dial(ctx context.Context) (*client, error) {
	number, err := displayNumber(os.Getenv("DISPLAY"))
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", "/tmp/.X11-unix/X"+number)
	if err != nil {
		return nil, err
	}
	c := &client{conn, bufio.NewReader(conn)}
	if err := c.setup(cookie(number)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return c, nil
}

func displayNumber(display string) (string, error) {
	host, rest, _ := strings.Cut(display, ":")
	number, _, _ := strings.Cut(rest, ".")
	if _, err := strconv.ParseUint(number, 10, 16); err != nil || host != "" && host != "unix" {
		return "", fmt.Errorf("%q is no display of this machine", display)
	}
	return number, nil
}

const magic = "MIT-MAGIC-COOKIE-1"

// cookie is what the server knows its own by; nil when there is none, as where it asks for none.
func cookie(number string) []byte {
	path := os.Getenv("XAUTHORITY")
	if path == "" {
		path = filepath.Join(os.Getenv("HOME"), ".Xauthority")
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	host, err := os.Hostname()
	if err != nil {
		return nil
	}
	return cookieIn(raw, host, number)
}

// cookieIn finds a display's cookie in an authority file: entries of a family and, each after its length, address, display, kind
// and data; all numbers with the highest byte first.
func cookieIn(raw []byte, host, number string) []byte {
	const local, wild = 256, 0xFFFF
	for len(raw) >= 2 {
		family := binary.BigEndian.Uint16(raw)
		raw = raw[2:]
		var field [4][]byte
		for i := range field {
			if len(raw) < 2 || len(raw) < 2+int(binary.BigEndian.Uint16(raw)) {
				return nil
			}
			n := 2 + int(binary.BigEndian.Uint16(raw))
			field[i], raw = raw[2:n], raw[n:]
		}
		ours := family == wild || family == local && string(field[0]) == host
		if ours && (len(field[1]) == 0 || string(field[1]) == number) && string(field[2]) == magic {
			return field[3]
		}
	}
	return nil
}

// setup is let in by the server.
func (c *client) setup(cookie []byte) error {
	kind := ""
	if cookie != nil {
		kind = magic
	}
	hello := bytes.Join([][]byte{{'l', 0}, u16(11), u16(0), u16(uint16(len(kind))), u16(uint16(len(cookie))), {0, 0},
		padded([]byte(kind)), padded(cookie)}, nil)
	if err := c.SetDeadline(time.Now().Add(setupLimit)); err != nil {
		return err
	}
	if err := c.send(hello); err != nil {
		return err
	}
	var head [8]byte
	if _, err := io.ReadFull(c.in, head[:]); err != nil {
		return err
	}
	// What the server tells of itself is of no use here.
	if _, err := c.in.Discard(4 * int(binary.LittleEndian.Uint16(head[6:]))); err != nil {
		return err
	}
	if head[0] != 1 {
		return errors.New("the X server does not let the terminal in")
	}
	return c.SetDeadline(time.Time{})
}

func u16(v uint16) []byte { return binary.LittleEndian.AppendUint16(nil, v) }
func u32(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }

// padded fills up to a multiple of four bytes.
func padded(b []byte) []byte { return append(bytes.Clone(b), make([]byte, -len(b)&3)...) }

// request is one of the extension major, or of the server itself, whose requests have no minor number. Its parts make up a multiple
// of four bytes.
func request(major, minor byte, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append([]byte{major, minor}, u16(uint16(1+len(body)/4))...), body...)
}

func (c *client) send(request []byte) error {
	_, err := c.Write(request)
	return err
}

// ask sends a request that is answered, and gives the answer. Events before it are of no touch that anybody has asked for yet.
func (c *client) ask(request []byte) ([]byte, error) {
	if err := c.send(request); err != nil {
		return nil, err
	}
	for {
		p, err := c.packet()
		switch {
		case err != nil:
			return nil, err
		case p[0] == xError:
			return nil, fmt.Errorf("the X server refuses a request: error %d of %d.%d", p[1], p[10], binary.LittleEndian.Uint16(p[8:]))
		case p[0] == xReply:
			return p, nil
		}
	}
}

// packet reads the next answer, event or error, whole.
func (c *client) packet() ([]byte, error) { return packet(c.in) }

func packet(r io.Reader) ([]byte, error) {
	p := make([]byte, packetBytes)
	if _, err := io.ReadFull(r, p); err != nil {
		return nil, err
	}
	if p[0] != xReply && p[0]&0x7F != genericEvent {
		return p, nil
	}
	more := uint64(binary.LittleEndian.Uint32(p[4:])) * 4
	if more > longest {
		return nil, fmt.Errorf("the X server says something of %d bytes", more)
	}
	p = append(p, make([]byte, more)...)
	_, err := io.ReadFull(r, p[packetBytes:])
	return p, err
}
