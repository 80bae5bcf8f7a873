package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// family is a process and all that it has started, in the order of their numbers.
func family(pid int) ([]int, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	children := map[int][]int{}
	for _, path := range stats {
		raw, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended meanwhile
		}
		f := afterName(raw)
		child, err1 := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		parent, err2 := strconv.Atoi(f[1])
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		children[parent] = append(children[parent], child)
	}
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all, nil
}

// afterName are the fields of /proc/PID/stat from the third one on; the second one, the name, may hold anything.
func afterName(raw []byte) []string {
	s := string(raw)
	return strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
}

// memory is what a process and all that it has started take.
type memory struct{ rss, pss int } // MB

func memoryOf(pid int) (m memory, err error) {
	all, err := family(pid)
	if err != nil {
		return m, err
	}
	for _, p := range all {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p))
		if err != nil && p != pid {
			continue // it has ended meanwhile
		}
		if err != nil {
			return m, err
		}
		for line := range strings.Lines(string(raw)) {
			f := strings.Fields(line)
			if len(f) != 3 || f[2] != "kB" {
				continue
			}
			n, err := strconv.Atoi(f[1])
			if err != nil {
				return m, err
			}
			switch f[0] {
			case "Rss:":
				m.rss += n
			case "Pss:":
				m.pss += n
			}
		}
	}
	if m.rss == 0 {
		return m, errors.New("the kernel does not tell the memory of the process")
	}
	return memory{m.rss / 1024, m.pss / 1024}, nil
}

// String is both.
func (m memory) String() string { return fmt.Sprintf("RSS %d MB, PSS %d MB", m.rss, m.pss) }

// busy is the processor time that a process and all that it has started have taken.
func busy(pid int) (time.Duration, error) {
	const tick = 10 * time.Millisecond // USER_HZ of Linux on every machine this runs on
	all, err := family(pid)
	if err != nil {
		return 0, err
	}
	var ticks int
	for _, p := range all {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
		if err != nil && p != pid {
			continue // it has ended meanwhile
		}
		if err != nil {
			return 0, err
		}
		f := afterName(raw)
		for _, v := range f[11:15] { // user and system, its own and of those that have ended
			n, err := strconv.Atoi(v)
			if err != nil {
				return 0, err
			}
			ticks += n
		}
	}
	return time.Duration(ticks) * tick, nil
}

// disk is how many MB the files have that a process and all that it has started have in memory, and the folders beside them.
func disk(pid int, folders ...string) (int, error) {
	all, err := family(pid)
	if err != nil {
		return 0, err
	}
	files := map[string]int64{}
	size := func(path string) {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() { // one that has been removed takes nothing
			files[path] = info.Size()
		}
	}
	for _, p := range all {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", p))
		if err != nil && p == pid {
			return 0, err
		}
		for line := range strings.Lines(string(raw)) {
			f := strings.Fields(line)
			if len(f) == 6 && strings.HasPrefix(f[5], "/") && !strings.HasPrefix(f[5], "/tmp/.") && !strings.HasPrefix(f[5], "/dev/") {
				size(f[5])
			}
		}
	}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
			size(path)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	var sum int64
	for _, n := range files {
		sum += n
	}
	return int(sum >> 20), nil
}
