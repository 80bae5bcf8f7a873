package fakepcscd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/internal/proof"
)

// worldEnv makes TestWorld, in a process of its own, write the transcript of one world to the file that the variable after it
// names: libpcsclite takes the service's address once in a process.
const (
	worldEnv = "FAKEPCSCD_WORLD"
	fileEnv  = "FAKEPCSCD_TRANSCRIPT"
)

func TestWorld(t *testing.T) {
	var w world
	switch os.Getenv(worldEnv) {
	case "real":
		w = newReal(t)
	case "fake":
		w = newFake(t)
	default:
		return // TestLikeTheRealOne runs it
	}
	defer w.end()
	if err := os.WriteFile(os.Getenv(fileEnv), []byte(run(t, w)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestLikeTheRealOne: the fake service answers the same as the real one to everything that a client can do.
func TestLikeTheRealOne(t *testing.T) {
	dir := t.TempDir()
	transcript := func(name string, env ...string) []string {
		file := filepath.Join(dir, name)
		// It may wait long for its turn with the real service; what ends this process ends it too.
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWorld$", "-test.timeout=0")
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		cmd.Env = append(os.Environ(), append(env, worldEnv+"="+name, fileEnv+"="+file)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(raw)), "\n")
	}
	fake := transcript("fake", fakepcscd.SocketEnv+"="+filepath.Join(dir, "comm"))
	real := transcript("real")
	if len(real) < 50 {
		t.Fatalf("only %d steps", len(real))
	}
	for i := range max(len(fake), len(real)) {
		if a, b := at(fake, i), at(real, i); a != b {
			t.Errorf("step %d: the fake service says %q, the real one %q", i, a, b)
		}
	}
	proof.Saw(t, "%d calls of the library gave the same with the fake service as with pcscd", len(real))
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return fmt.Sprint("nothing, after ", len(lines), " steps")
}
