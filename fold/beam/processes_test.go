//go:build unix

package foldbeam_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/csat"
	foldbeam "github.com/servicekpi/servicekpi/fold/beam"
)

// cluster is a job server and a pool of workers, each in a process of its own.
type cluster struct {
	jobs, pool int // ports
	server     int // process id of the job server
	log        *output
}

// output collects what processes print.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// newCluster starts one, and ends its processes and theirs when the test does.
func newCluster(t *testing.T) cluster {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes")
	}
	c := cluster{jobs: freePort(t), pool: freePort(t), log: &output{}}
	c.server = start(t, c.log, "jobserver", c.jobs)
	start(t, c.log, "pool", c.pool)
	for _, port := range []int{c.jobs, c.pool} {
		require.Eventually(t, func() bool {
			conn, err := net.Dial("tcp", address(port))
			if err != nil {
				return false
			}
			return conn.Close() == nil
		}, 20*time.Second, 20*time.Millisecond, "nobody listens on %d: %v", port, c.log)
	}
	return c
}

func address(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// start starts this binary in a role, as the leader of a group of processes that ends with the test, and returns
// its process id.
func start(t *testing.T, log *output, role string, port int) int {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), roleVariable+"="+role, portVariable+"="+strconv.Itoa(port), dirVariable+"="+t.TempDir())
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // and what it started; it may be gone already
		_ = cmd.Wait()
	})
	return cmd.Process.Pid
}

// submission is a driver in a process of its own.
type submission struct {
	result  string // path
	printed output
	done    chan error
}

// submit starts a driver, which waits no longer than bound for its pipeline.
func (c cluster) submit(t *testing.T, program, input string, bound time.Duration) *submission {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	s := &submission{result: filepath.Join(t.TempDir(), "result.jsonl"), done: make(chan error, 1)}
	ctx, cancel := context.WithTimeout(context.Background(), bound+20*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, self, "--runner=universal", "--endpoint="+address(c.jobs),
		"--environment_type=EXTERNAL", "--environment_config="+address(c.pool), "--worker_binary="+self)
	cmd.Env = append(os.Environ(), roleVariable+"=driver", programVariable+"="+program, inputVariable+"="+input,
		outputVariable+"="+s.result, boundVariable+"="+bound.String())
	cmd.Stdout, cmd.Stderr = &s.printed, &s.printed
	require.NoError(t, cmd.Start())
	go func() { s.done <- cmd.Wait() }()
	return s
}

// succeeds waits for the driver and compares every count with those of a plain loop.
func (s *submission) succeeds(t *testing.T, c cluster, input string) {
	t.Helper()
	require.NoError(t, <-s.done, "%v\n%v", &s.printed, c.log)
	got, err := foldbeam.ReadFile[desk](context.Background(), s.result)
	require.NoError(t, err)
	want, report := plain(t, input, desks{Rule: csat.TopBox(2, 5)})
	sameDesks(t, want, got.Table)
	assert.Equal(t, report.Rows, got.Report().Rows)
	assert.Equal(t, report.Folded, got.Report().Folded)
}

// fails waits for the driver, which must end with an error that says why, and write nothing.
func (s *submission) fails(t *testing.T, c cluster, because string) {
	t.Helper()
	require.Error(t, <-s.done, "%v\n%v", &s.printed, c.log)
	assert.Contains(t, s.printed.String(), because)
	assert.NoFileExists(t, s.result)
}

// lastLine returns the last line that holds a text.
func lastLine(text, holds string) string {
	last := ""
	for line := range strings.Lines(text) {
		if strings.Contains(line, holds) {
			last = line
		}
	}
	return last
}

func TestSeparateProcessesCountAsAPlainLoop(t *testing.T) {
	c := newCluster(t)
	input := writeDesks(t, 10, 2000)
	c.submit(t, "desks", input, time.Minute).succeeds(t, c, input)
	assert.Contains(t, c.log.String(), "Downloaded", "the worker is the binary that was submitted")
}

// stalled waits until a worker has reached the last file, and returns its process id.
func (s *submission) stalled(t *testing.T, c cluster) (pid int) {
	t.Helper()
	require.Eventually(t, func() bool {
		b, err := os.ReadFile(pidFile(s.result))
		if err != nil {
			return false
		}
		pid, err = strconv.Atoi(strings.TrimSpace(string(b)))
		return err == nil
	}, 20*time.Second, 20*time.Millisecond, "no worker reached the last file: %v\n%v", &s.printed, c.log)
	require.NotEqual(t, os.Getpid(), pid)
	return pid
}

func TestAKilledWorkerFailsTheRun(t *testing.T) {
	c := newCluster(t)
	input := writeDesks(t, 10, 2000)
	s := c.submit(t, "stalled", input, time.Minute)
	require.NoError(t, syscall.Kill(s.stalled(t, c), syscall.SIGKILL))
	s.fails(t, c, "SDK worker disconnected")

	// The job server and the pool outlive it, and the next worker does the whole work.
	c.submit(t, "desks", input, time.Minute).succeeds(t, c, input)
}

func TestAKilledJobServerFailsTheRun(t *testing.T) {
	c := newCluster(t)
	s := c.submit(t, "stalled", writeDesks(t, 10, 20), time.Minute)
	s.stalled(t, c)
	require.NoError(t, syscall.Kill(c.server, syscall.SIGKILL))
	s.fails(t, c, "the run failed")
}

func TestARunThatStallsEndsWithItsContext(t *testing.T) {
	c := newCluster(t)
	s := c.submit(t, "stalled", writeDesks(t, 10, 20), 3*time.Second)
	s.stalled(t, c)
	s.fails(t, c, "DeadlineExceeded")
}

func TestATypeThatTheWorkersDoNotKnowFailsTheRun(t *testing.T) {
	c := newCluster(t)
	c.submit(t, "driverOnly", writeDesks(t, 2, 10), time.Minute).fails(t, c, "external key not found")
}

func TestATypeThatNobodyKnowsFailsTheRun(t *testing.T) {
	c := newCluster(t)
	c.submit(t, "unregistered", writeDesks(t, 2, 10), time.Minute).
		fails(t, c, "foldbeam_test.unregistered is not registered: call foldbeam.RegisterTally in an init function")
}
