package main

import (
	"image"
	"os"
	"os/exec"
	"time"

	"shebao/kiosk/internal/xdrive"
)

// blank measures the measuring: touches on a window that does nothing but take another colour.
func (b *bench) blank() error {
	server, err := xdrive.Start(b.ctx, b.Hall.Screen.Dx(), b.Hall.Screen.Dy())
	if err != nil {
		return err
	}
	defer server.Stop()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	client := exec.CommandContext(b.ctx, self, "-blank", server.Display)
	if err := client.Start(); err != nil {
		return err
	}
	defer func() {
		_ = client.Process.Kill() // it may have ended
		_ = client.Wait()
	}()
	e, err := open(server.Display)
	if err != nil {
		return err
	}
	defer e.close()
	e.watch.Next(time.Second) // its window; when it came before, nothing is lost but a second
	all, size := newTouches(), b.Hall.Screen.Size()
	middle := image.Rectangle{Max: size.Div(8)}.Add(size.Div(2)).Sub(size.Div(16))
	for range 100 {
		t, err := e.touch(middle)
		if err != nil {
			return err
		}
		all.add("", t, false)
	}
	b.row("the measuring itself: tap → first changed pixel", all.allFelt.String(),
		"the least X client, which fills a box when the finger comes and its window when it goes: what of the figures below is X server and bench")
	b.row("the measuring itself: finger up → the whole display", all.allWhole.String(), "")
	return nil
}
