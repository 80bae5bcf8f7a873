package printertest_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/printertest"
	"shebao/kiosk/devices/simulate/simprinter"
)

var update = flag.Bool("update", false, "record the transcripts of the simulated printer anew")

// scene is a conversation with the simulated printer that is recorded, and what happens meanwhile.
type scene struct {
	name, profile, remark string
	options               simprinter.Options
	act                   func(r *printertest.Rig)
}

const jia = "print 甲 12"

func scenes() []scene {
	return []scene{
		{name: "confirmed", profile: "generic80", remark: "two slips that the printer confirms; paper is short for the second", act: func(r *printertest.Rig) {
			r.Perform("status")
			r.Perform(jia)
			r.Sim.SetNearEnd(true)
			r.Perform("status")
			r.Perform("print 乙 9")
		}},
		{name: "confirmed-58", profile: "generic58", remark: "a slip on narrow paper", act: func(r *printertest.Rig) { r.Perform(jia) }},
		{name: "confirmed-gsr", profile: "generic80-gsr", remark: "a printer that confirms by GS r", act: func(r *printertest.Rig) {
			r.Perform(jia)
			r.Perform("print 乙 9")
		}},
		{name: "unconfirmed", profile: "generic80-silent", remark: "a printer that does not say that it has printed", act: func(r *printertest.Rig) {
			r.Perform(jia)
			r.Perform("clear")
			r.Perform("print 乙 9")
		}},
		{name: "no-paper", profile: "generic80", remark: "there is no paper, then there is", act: func(r *printertest.Rig) {
			r.Sim.PaperOutAfter(0)
			r.Perform("status")
			r.Perform(jia)
			r.Sim.LoadPaper()
			r.Perform(jia)
		}},
		{name: "paper-out", profile: "generic80", remark: "the paper ends after 60 mm of a slip; the rest is cleared, and the next one is whole", act: func(r *printertest.Rig) {
			r.Sim.PaperOutAfter(60)
			r.Perform("print 甲 45")
			r.Sim.LoadPaper()
			r.Perform("print 乙 9")
		}},
		{name: "paper-out-gsr", profile: "generic80-gsr", remark: "the same with a printer that confirms by GS r", act: func(r *printertest.Rig) {
			r.Sim.PaperOutAfter(60)
			r.Perform("print 甲 45")
			r.Sim.LoadPaper()
			r.Perform("print 乙 9")
		}},
		{name: "paper-out-uncleared", profile: "generic80", remark: "the paper ends, and the printer cannot be told to forget", options: simprinter.Options{NoClear: true},
			act: func(r *printertest.Rig) {
				r.Sim.PaperOutAfter(60)
				r.Perform("print 甲 45")
				r.Perform("clear")
				r.Sim.LoadPaper()
				r.Perform("clear")
				r.Perform("print 乙 9")
			}},
		{name: "cutter", profile: "generic80", remark: "the cutter jams when all lines are printed", act: func(r *printertest.Rig) {
			r.Sim.After(82, r.Sim.JamCutter) // within the cut
			r.Perform(jia)
			r.Perform("clear")
			r.Sim.FixCutter()
			r.Perform("print 乙 9")
		}},
		{name: "head-hot", profile: "generic80", remark: "the head is hot, and cools", act: func(r *printertest.Rig) {
			r.Sim.HeatHead()
			r.Perform("status")
			r.Perform(jia)
			r.Sim.CoolHead()
			r.Perform(jia)
		}},
		{name: "silence", profile: "generic80", remark: "it falls silent in the middle", act: func(r *printertest.Rig) {
			r.Sim.After(20, func() { r.Sim.Silence(true) })
			r.Perform(jia)
			r.Perform("clear")
			r.Perform("status")
		}},
		{name: "noise", profile: "generic80", remark: "bytes that nobody asked for stand between the answers", act: func(r *printertest.Rig) {
			r.Sim.Noise([]byte("\x13\x37\x22ABCD\x00\x11\xff\x5fTM\x00"))
			r.Sim.After(30, func() { r.Sim.Noise([]byte("\x10\x0f\x00\x00\x00\x00\x18\x00\x00\x0f\x9c")) })
			r.Perform(jia)
		}},
		{name: "cable", profile: "generic80", remark: "the cable is pulled out while paper moves", act: func(r *printertest.Rig) {
			r.Sim.After(30, r.Sim.Unplug)
			r.Perform(jia)
			r.Perform("status")
			r.Perform("clear")
		}},
	}
}

// The driver says the same bytes to the same answers as when each transcript was recorded, and nothing else, and comes to the same
// result. With -update the simulator's are recorded anew; those of real printers stay as they are.
func TestTranscripts(t *testing.T) {
	if *update {
		for _, s := range scenes() {
			record(t, s)
		}
	}
	files, err := filepath.Glob("testdata/*.transcript")
	if err != nil || len(files) < len(scenes()) {
		t.Fatalf("%d transcripts: %v", len(files), err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s, err := printertest.ParseTranscript(string(text))
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			printertest.Replay(t, s)
		})
	}
}

func record(t *testing.T, s scene) {
	t.Helper()
	profile, ok := printer.ProfileNamed(s.profile)
	if !ok {
		t.Fatalf("no profile %q", s.profile)
	}
	tape := &printertest.Tape{}
	tape.Remark("Recorded from the simulated printer: " + s.remark + ".")
	on := setup(profile)
	on.Options.NoClear = s.options.NoClear
	on.Tape = tape
	t.Run("record "+s.name, func(t *testing.T) {
		s.act(printertest.New(t, on))
		text := tape.Transcript(s.profile, 115200) // before the line is closed, which is no part of it
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join("testdata", s.name+".transcript"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	})
}

// A transcript that was tampered with is noticed: one byte more, another byte, a byte less, another answer, another result.
func TestTheTranscriptMatters(t *testing.T) {
	text, err := os.ReadFile("testdata/confirmed.transcript")
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string][2]string{
		"another byte of the slip": {"bc d7", "bc d8"},
		"a byte less":              {" 1c 26 ", " 1c "},
		"a byte more":              {" 1c 26 ", " 1c 26 00 "},
		"an id that nobody asked":  {"37 22 ID1", "37 22 ID9"},
		"another result":           {"= confirmed", "= not_printed"},
		"offline":                  {"< 0.000 12", "< 0.000 1a"},
	} {
		other := strings.Replace(string(text), change[0], change[1], 1)
		if other == string(text) {
			t.Errorf("%s: %q does not stand in it", what, change[0])
			continue
		}
		s, err := printertest.ParseTranscript(other)
		if err != nil {
			t.Fatal(err)
		}
		if faults := printertest.Faults(t.Context(), s); len(faults) == 0 {
			t.Errorf("%s was not noticed", what)
		}
	}
}

// A file that is no transcript is refused with the line.
func TestParseTranscript(t *testing.T) {
	const good = "profile generic80\ncall status\n= ready\n> 0 10 04 01\n< 1.5 12\n"
	if s, err := printertest.ParseTranscript(good); err != nil || s.Profile != "generic80" {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "profile x", good + "> 0 1", good + "> x 10", good + "> 0 ID0", good + "> 0 IDx", good + "< -1 12", good + "hello", good + "= ready",
		good + "baud 0", good + "baud x", good + "gone"} {
		if _, err := printertest.ParseTranscript(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func FuzzParseTranscript(f *testing.F) {
	f.Add("profile generic80\ncall status\n= ready\n> 0 10 04 01 ID1\n< 1.5 12 ID1\ngone 3\n# x\nbaud 9600\n")
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := printertest.ParseTranscript(text); err == nil && (s.Profile == "" || s.Baud <= 0) {
			t.Errorf("%+v", s)
		}
	})
}
