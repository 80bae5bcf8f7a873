package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// patience bounds every wait for the server; a ready one takes a second or two, a loaded machine is given far more.
	patience = 60 * time.Second
	// owner is the server's superuser, and password a password of nothing but these servers.
	owner, password = "kiosk", "test-only"
	// ports is how many free ports are tried: another program may take one before the server does.
	ports = 5
)

// Server is a running PostgreSQL. One goroutine starts and stops it.
type Server struct {
	PasswordFile string // for postgres.Options
	dir, bin     string
	who          *syscall.Credential
	port         int
	settings     []string
	cmd          *exec.Cmd
	ended        chan error // gets what became of the process, once
}

// Start makes a database cluster and starts it with further settings, as name=value. Its caller calls Close. Without Debian's
// package postgresql it is an error that names the package.
func Start(settings ...string) (_ *Server, err error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return nil, errors.New("no PostgreSQL in /usr/lib/postgresql: install the Debian package postgresql")
	}
	slices.Sort(found)
	s := &Server{bin: filepath.Dir(found[len(found)-1]), settings: settings}
	if s.dir, err = os.MkdirTemp("", "pgtest"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	s.PasswordFile = filepath.Join(s.dir, "password")
	if err := os.WriteFile(s.PasswordFile, []byte(password+"\n"), 0o600); err != nil {
		return nil, err
	}
	if err := s.unprivileged(); err != nil {
		return nil, err
	}
	initdb := s.command("initdb", "-D", s.data(), "-U", owner, "-A", "scram-sha-256", "--pwfile", s.PasswordFile, "-E", "UTF8",
		"--locale=C", "--no-sync", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s, s.Start()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// unprivileged finds whom to run as when this is root, whom PostgreSQL refuses, and gives him the directory.
func (s *Server) unprivileged() error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return err
		}
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2, os.Chown(s.dir, uid, gid), os.Chown(s.PasswordFile, uid, gid)); err != nil {
		return err
	}
	s.who = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return nil
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"LC_ALL=C", "PATH=/usr/bin:/bin", "TZ=Asia/Shanghai"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.who, Pdeathsig: syscall.SIGQUIT}
	return cmd
}

// Start starts the server again after Stop, on the port that it had. When it returns it takes connections.
func (s *Server) Start() error {
	var err error
	for range ports {
		fresh := s.port == 0
		if fresh {
			if s.port, err = freePort(); err != nil {
				return err
			}
		}
		if err = s.start(); err == nil || !fresh {
			return err
		}
		s.port = 0
	}
	return err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (s *Server) start() error {
	args := []string{"-D", s.data(), "-k", s.dir, "-h", "127.0.0.1", "-p", strconv.Itoa(s.port)}
	for _, set := range append([]string{"fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB",
		"max_wal_size=2GB", "autovacuum=off", "jit=off"}, s.settings...) {
		args = append(args, "-c", set)
	}
	cmd := s.command("postgres", args...)
	log, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	ready, ended, started := make(chan struct{}), make(chan error, 1), make(chan error, 1)
	go func() { // the parent's death is that of the thread that started it, so this one is kept until the end
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		started <- nil
		read := make(chan struct{})
		go func() {
			defer close(read)
			lines := bufio.NewScanner(log)
			told := false
			for lines.Scan() {
				if !told && strings.Contains(lines.Text(), "ready to accept connections") {
					told = true
					close(ready)
				}
			}
			_, _ = io.Copy(io.Discard, log) // a line that was too long
		}()
		<-read
		ended <- cmd.Wait()
	}()
	if err := <-started; err != nil {
		return err
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-ready:
		s.cmd, s.ended = cmd, ended
		return nil
	case err := <-ended:
		return fmt.Errorf("PostgreSQL ended at its start: %w", err)
	case <-late.C:
		_ = cmd.Process.Kill() // it is given up
		<-ended
		return errors.New("PostgreSQL was not ready in time")
	}
}

// Stop stops the server as an operator does: sessions are told and cut. Data stay.
func (s *Server) Stop() error {
	if s.cmd == nil {
		return nil
	}
	cmd := s.cmd
	s.cmd = nil
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case err := <-s.ended:
		return err
	case <-late.C:
		_ = cmd.Process.Kill() // it is given up
		<-s.ended
		return errors.New("PostgreSQL did not stop in time")
	}
}

// Close stops the server and removes its directory.
func (s *Server) Close() error { return errors.Join(s.Stop(), os.RemoveAll(s.dir)) }

// Address is where it listens.
func (s *Server) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// URL is a user of it for postgres.Options, by TCP. Each content has its own user and schema in one database: making a whole
// database for each would take most of a test's time.
func (s *Server) URL(user string) string { return URLAt(s.Address(), user) }

// URLAt is a user at an address, as of a proxy.
func URLAt(address, user string) string { return "postgres://" + user + "@" + address + "/postgres" }

// SocketURL is the same by the Unix socket.
func (s *Server) SocketURL(user string) string {
	return fmt.Sprintf("postgres://%s@:%d/postgres?socket=%s", user, s.port, s.dir)
}

// Connect is a connection of a user's.
func (s *Server) Connect(ctx context.Context, user string) (*pgconn.PgConn, error) {
	return pgconn.Connect(ctx, fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=postgres sslmode=disable", s.dir, s.port,
		user, password))
}

// Execute runs SQL without an answer.
func (s *Server) Execute(ctx context.Context, user, sql string) error {
	conn, err := s.Connect(ctx, user)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql).ReadAll()
	return errors.Join(err, conn.Close(ctx))
}

// Create makes a user with a schema of the contract's tables and what was collected in them.
func (s *Server) Create(ctx context.Context, user, schema string, l *Loader) error {
	if err := s.Execute(ctx, owner, fmt.Sprintf("create role %[1]s login password '%[2]s'; create schema %[1]s authorization %[1]s; "+
		"alter role %[1]s set search_path = %[1]s", user, password)); err != nil {
		return err
	}
	conn, err := s.Connect(ctx, user)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, schema).ReadAll()
	if err == nil {
		err = l.Flush(ctx, conn)
	}
	return errors.Join(err, conn.Close(ctx))
}
