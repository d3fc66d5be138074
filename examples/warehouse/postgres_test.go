package main

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// startPostgres starts a PostgreSQL server of its own on the loopback address, as a user who is not root, and returns
// the URL of its database. The server ends with the test. Without PostgreSQL on this machine the test is skipped.
func startPostgres(t *testing.T) string {
	t.Helper()
	initdb := tool("initdb")
	if initdb == "" {
		t.Skip("there is no PostgreSQL on this machine: ./prepare installs it")
	}
	server := filepath.Join(filepath.Dir(initdb), "postgres")
	folder, err := os.MkdirTemp("", "warehouse")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(folder) })
	as := asUser(t, folder)
	cluster := filepath.Join(folder, "cluster")

	create := exec.Command(initdb, "-D", cluster, "-U", "warehouse", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
	create.Dir, create.SysProcAttr = folder, as
	out, err := create.CombinedOutput()
	require.NoError(t, err, string(out))

	port := freePort(t)
	log, err := os.Create(filepath.Join(folder, "log"))
	require.NoError(t, err)
	defer log.Close()
	run := exec.Command(server, "-D", cluster, "-c", "listen_addresses=127.0.0.1", "-c", "port="+strconv.Itoa(port),
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=16MB")
	run.Dir, run.SysProcAttr, run.Stdout, run.Stderr = folder, as, log, log
	require.NoError(t, run.Start())
	t.Cleanup(func() {
		_ = run.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = run.Wait()
	})

	url := fmt.Sprintf("postgres://warehouse@127.0.0.1:%d/postgres?sslmode=disable", port)
	db, err := sql.Open("pgx", url)
	require.NoError(t, err)
	defer db.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for db.PingContext(ctx) != nil {
		if ctx.Err() != nil {
			said, _ := os.ReadFile(log.Name())
			require.FailNow(t, "the server does not answer", string(said))
		}
		time.Sleep(50 * time.Millisecond)
	}
	return url
}

// tool returns where a program of PostgreSQL is, or nothing.
func tool(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil && filepath.Base(path) == name {
			return path
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		return ""
	}
	return found[len(found)-1]
}

// asUser returns how to start a process in folder that is not root's, which PostgreSQL refuses to be: as the user postgres
// or nobody, who gets the folder. Who is not root stays who they are.
func asUser(t *testing.T, folder string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		require.NoError(t, err1)
		require.NoError(t, err2)
		require.NoError(t, os.Chown(folder, int(uid), int(gid)))
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	t.Skip("no user but root on this machine, whom PostgreSQL refuses")
	return nil
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, found := strings.Cut(l.Addr().String(), ":")
	require.True(t, found)
	n, err := strconv.Atoi(port)
	require.NoError(t, err)
	return n
}
