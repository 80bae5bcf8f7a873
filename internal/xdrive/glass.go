package xdrive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Glass is Debian's Xorg with a display that is none, a touchscreen and a keyboard. It runs as root, without a console.
type Glass struct {
	*Server
	Fingers *Touchscreen
	Keys    *Keyboard
	dir     string
}

// GlassOptions say what display it is.
type GlassOptions struct {
	Dir     string // for what the server writes: its configuration, its sockets and its log
	Upright bool   // 1080x1920 and not 1920x1080; both can be turned to while it runs
	// Configs is a folder of files for the server, as a terminal has in /etc/X11/xorg.conf.d; "" is none.
	Configs string
}

const (
	fingerSocket, keySocket = "finger", "keys"
	// socketPath is how long the path of a socket may be, with its end (sockaddr_un).
	socketPath = 108
)

// StartGlass starts the server. It is ready when StartGlass returns, and gone after Stop or when ctx is done. The pointer is
// left to be seen, so that a program that shows one is found out.
func StartGlass(ctx context.Context, o GlassOptions) (*Glass, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	if len(filepath.Join(dir, fingerSocket)) >= socketPath {
		return nil, fmt.Errorf("%s is too long a name for a folder of sockets", dir)
	}
	if err := os.MkdirAll(filepath.Join(dir, "none"), 0o700); err != nil {
		return nil, err
	}
	if o.Configs == "" {
		o.Configs = filepath.Join(dir, "none")
	}
	if o.Configs, err = filepath.Abs(o.Configs); err != nil {
		return nil, err
	}
	g := &Glass{dir: dir}
	path := g.file("xorg.conf")
	if err := os.WriteFile(path, []byte(g.config(o.Upright)), 0o600); err != nil {
		return nil, err
	}
	g.Server, err = launch(ctx, "Xorg", "xserver-xorg-core", "-config", path, "-configdir", o.Configs, "-logfile", g.LogFile(),
		"-novtswitch", "-sharevts")
	if err != nil {
		return nil, errors.Join(err, fmt.Errorf("its log, if it came to that, is %s; its drivers are in Debian's packages "+
			"xserver-xorg-core and xserver-xorg-video-dummy", g.LogFile()))
	}
	finger, err := join(g.file(fingerSocket))
	if err != nil {
		g.Stop()
		return nil, err
	}
	g.Fingers = &Touchscreen{device: finger, size: Size(o.Upright)}
	keys, err := join(g.file(keySocket))
	if err != nil {
		g.Stop()
		return nil, err
	}
	g.Keys = &Keyboard{keys}
	return g, nil
}

// Stop ends the server and waits for it.
func (g *Glass) Stop() { g.Server.Stop(); g.leave() }

// Kill ends the server as a fault of it would, without a word to its clients, and waits for it.
func (g *Glass) Kill() { g.Server.Kill(); g.leave() }

// leave closes what the devices were joined by; not before, as the driver takes no end of a connection and reads on at full speed.
func (g *Glass) leave() {
	if g.Fingers != nil {
		_ = g.Fingers.conn.Close() // the other end is gone
	}
	if g.Keys != nil {
		_ = g.Keys.conn.Close()
	}
}

func (g *Glass) file(name string) string { return filepath.Join(g.dir, name) }

// LogFile is what the server writes its log to.
func (g *Glass) LogFile() string { return g.file("xorg.log") }

// config is the server's xorg.conf.
func (g *Glass) config(upright bool) string {
	modes := `"1920x1080" "1080x1920"`
	if upright {
		modes = `"1080x1920" "1920x1080"`
	}
	return strings.NewReplacer("MODES", modes, "FINGER", g.file(fingerSocket), "KEYS", g.file(keySocket)).Replace(glassConfig)
}

// glassConfig has a monitor that takes any rate, since there is none, and memory enough for either way up. No device but those
// named is looked for: this machine's own are nothing to a test. It has no ServerFlags, of which the server reads one section only:
// that of Configs.
const glassConfig = `Section "Device"
	Identifier "glass"
	Driver "dummy"
	VideoRam 65536
EndSection
Section "Monitor"
	Identifier "monitor"
	HorizSync 1-1000
	VertRefresh 1-1000
	Modeline "1920x1080" 148.5 1920 2008 2052 2200 1080 1084 1089 1125
	Modeline "1080x1920" 148.5 1080 1168 1212 1360 1920 1924 1929 1965
EndSection
Section "Screen"
	Identifier "screen"
	Device "glass"
	Monitor "monitor"
	DefaultDepth 24
	SubSection "Display"
		Depth 24
		Modes MODES
	EndSubSection
EndSection
Section "InputDevice"
	Identifier "finger"
	Driver "inputtest"
	Option "SocketPath" "FINGER"
	Option "DeviceType" "Touch"
EndSection
Section "InputDevice"
	Identifier "keys"
	Driver "inputtest"
	Option "SocketPath" "KEYS"
	Option "DeviceType" "Keyboard"
EndSection
Section "ServerLayout"
	Identifier "layout"
	Screen "screen"
	InputDevice "finger" "CorePointer"
	InputDevice "keys" "CoreKeyboard"
	Option "AutoAddDevices" "false"
	Option "AutoAddGPU" "false"
EndSection
`
