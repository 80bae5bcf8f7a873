package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"sync"
)

// serve takes commands for the simulators, a line each, and answers ok or what is wrong.
func serve(ctx context.Context, path string, b *workbench) (stop func(), err error) {
	var l net.ListenConfig
	listener, err := l.Listen(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		listener.Close()
		return nil, err
	}
	var running sync.WaitGroup
	running.Add(1)
	go func() {
		defer running.Done()
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			running.Add(1)
			go func() {
				defer running.Done()
				end := context.AfterFunc(ctx, func() { c.Close() })
				defer end()
				defer c.Close()
				for lines := bufio.NewScanner(c); lines.Scan(); {
					answer := "ok"
					if err := b.command(lines.Text()); err != nil {
						answer = "error " + err.Error()
					}
					fmt.Fprintln(c, answer)
				}
			}()
		}
	}()
	return func() { listener.Close(); running.Wait() }, nil
}
