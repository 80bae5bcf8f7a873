package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/sqlite"
	"shebao/kiosk/internal/visit"
)

// forgotten is how long after a visit nothing of the person may be left in the process (architecture, "The way of a visit").
const forgotten = 3 * time.Second

// stranger is somebody of whom nothing but her card and her record knows.
func stranger(t *testing.T, h *halltest.Hall) halltest.Person {
	t.Helper()
	number := generate.Numbers(halltest.Seed, 1, h.Now)[0]
	key, err := keys.LoadRecords(h.Path("records.key"))
	if err != nil {
		t.Fatal(err)
	}
	source, err := sqlite.Open(h.Path("records.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	r, err := source.Read(context.Background(), number, records.WindowAt(h.Now))
	if err != nil {
		t.Fatal(err)
	}
	return halltest.Person{Number: number, Name: r.Person.Name, PIN: "864209"}
}

// traces are the forms in which a text may lie in memory.
func traces(text string) map[string][]byte {
	var wide, runes, gb []byte
	for _, r := range text {
		wide = binary.LittleEndian.AppendUint16(wide, uint16(r))
		runes = binary.LittleEndian.AppendUint32(runes, uint32(r))
		code, _ := hanzi.Encode(r)
		gb = append(gb, code...)
	}
	all := map[string][]byte{"UTF-8": []byte(text), "UTF-16": wide, "runes": runes}
	if string(gb) != text {
		all["GB18030"] = gb
	}
	return all
}

// search counts the traces of texts in the writable memory of a process.
func search(t *testing.T, pid int, texts map[string]string) map[string]int {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer mem.Close()
	found := map[string]int{}
	for line := range strings.Lines(string(maps)) {
		var low, high uint64
		var mode string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &low, &high, &mode); err != nil || !strings.HasPrefix(mode, "rw") {
			continue
		}
		part := make([]byte, high-low)
		n, _ := mem.ReadAt(part, int64(low)) // a mapping may be gone, or hold pages that cannot be read
		for what, text := range texts {
			for form, trace := range traces(text) {
				if c := bytes.Count(part[:n], trace); c > 0 {
					fields := strings.Fields(line)
					where := "anonymous"
					if len(fields) > 5 {
						where = fields[5]
					}
					found[what+" as "+form+" in "+where] += c
				}
			}
		}
	}
	return found
}

// The whole writable memory of the process is searched, not only what is alive in it.
func TestNothingOfThePersonIsLeft(t *testing.T) {
	g := open(t, halltest.Options{Persons: 1})
	g.see()
	who := stranger(t, g.Hall)
	texts := map[string]string{"number": who.Number, "name": who.Name, "PIN": who.PIN}
	g.home(who)
	g.do("eye", "tile.query", "back", "tile.print")
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	if during := search(t, g.Hall.PID(), texts); during["number as UTF-8 in anonymous"] == 0 {
		t.Fatalf("the search does not find who is there: %v", during)
	} else {
		t.Logf("during the visit: %v", during)
	}
	g.do("exit")
	g.pull()
	time.Sleep(forgotten)
	if after := search(t, g.Hall.PID(), texts); len(after) > 0 {
		t.Errorf("%s after the visit there is %v", forgotten, after)
	}
}
