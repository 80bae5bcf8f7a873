package main

import (
	"os"
	"os/exec"
	"slices"
	"testing"
)

// What a process has started counts with it: a browser is many processes.
func TestFamily(t *testing.T) {
	child := exec.Command("sh", "-c", "sleep 60 & echo; wait") // which has a child of its own
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var line [1]byte
	if _, err := out.Read(line[:]); err != nil { // the grandchild is there
		t.Fatal(err)
	}
	all, err := family(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(all, child.Process.Pid)
	if at < 0 || all[0] != os.Getpid() {
		t.Fatalf("the family of %d is %v, without %d", os.Getpid(), all, child.Process.Pid)
	}
	grand, err := family(child.Process.Pid)
	if err != nil || len(grand) != 2 || !slices.Contains(all, grand[1]) {
		t.Errorf("the family of the child is %v (%v), that of its parent %v", grand, err, all)
	}
	whole, err := memoryOf(os.Getpid())
	if err != nil || whole.pss <= 0 || whole.rss < whole.pss {
		t.Errorf("memory is %v (%v)", whole, err)
	}
	for _, pid := range grand[1:] {
		if p, err := os.FindProcess(pid); err == nil {
			_ = p.Kill()
		}
	}
	if err := child.Wait(); err != nil {
		t.Log("the shell ended with", err)
	}
	if _, err := family(os.Getpid()); err != nil {
		t.Error(err)
	}
	if _, err := memoryOf(child.Process.Pid); err == nil {
		t.Error("a process that has ended has memory")
	}
	if _, err := busy(child.Process.Pid); err == nil {
		t.Error("a process that has ended has been busy")
	}
}
