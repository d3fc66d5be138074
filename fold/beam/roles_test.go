//go:build unix

package foldbeam_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/apache/beam/sdks/v2/go/container/pool"
	"github.com/apache/beam/sdks/v2/go/container/tools"
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/artifact"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/util/grpcx"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/fold"
	foldbeam "github.com/servicekpi/servicekpi/fold/beam"
)

// What the processes are told, by environment variables because Beam's worker takes the command line.
const (
	portVariable    = "FOLDBEAM_PORT"    // of the job server and of the pool
	dirVariable     = "FOLDBEAM_DIR"     // where the worker's binary is staged
	programVariable = "FOLDBEAM_PROGRAM" // which pipeline the driver submits
	inputVariable   = "FOLDBEAM_INPUT"
	outputVariable  = "FOLDBEAM_OUTPUT"
	boundVariable   = "FOLDBEAM_BOUND" // how long the driver waits
)

func init() {
	roles["jobserver"] = serveJobs
	roles["pool"] = servePool
	roles["boot"] = boot
	roles["driver"] = drive
	roles["worker"] = func() { flag.Parse(); beam.Init() }

	foldbeam.RegisterFolder(stalled{})
	if os.Getenv(roleVariable) != "worker" {
		foldbeam.RegisterTally(driverOnly{Count: 1})
		foldbeam.RegisterFolder(driverOnlys{})
	}
}

func port() int {
	n, err := strconv.Atoi(os.Getenv(portVariable))
	must(err)
	return n
}

// serveJobs is a job server: what prism's own command does without the web page.
func serveJobs() {
	_, err := prism.CreateJobServer(context.Background(), prism.Options{Port: port()})
	must(err)
	select {}
}

// servePool starts a process for each worker that the job server asks for, in the role of boot.
func servePool() {
	self, err := os.Executable()
	must(err)
	os.Setenv(roleVariable, "boot")
	server, err := pool.New(context.Background(), port(), self)
	must(err)
	must(server.ServeAndWait())
}

// boot fetches the binary that the driver submitted and becomes it, as Beam's container does.
func boot() {
	flags := flag.NewFlagSet("boot", flag.ExitOnError)
	id := flags.String("id", "", "")
	control := flags.String("control_endpoint", "", "")
	staged := flags.String("artifact_endpoint", "", "")
	provision := flags.String("provision_endpoint", "", "")
	logging := flags.String("logging_endpoint", "", "")
	must(flags.Parse(os.Args[1:]))

	ctx := grpcx.WriteWorkerID(context.Background(), *id)
	info, err := tools.ProvisionInfo(ctx, *provision)
	must(err)
	dir := os.Getenv(dirVariable)
	files, err := artifact.Materialize(ctx, *staged, info.GetDependencies(), info.GetRetrievalToken(), dir)
	must(err)
	if len(files) != 1 {
		log.Fatalf("%d files staged", len(files))
	}
	name, _ := artifact.MustExtractFilePayload(files[0])
	program := filepath.Join(dir, name)
	must(os.Chmod(program, 0o700))
	options, err := tools.ProtoToJSON(info.GetPipelineOptions())
	must(err)
	must(os.Setenv(roleVariable, "worker"))
	must(syscall.Exec(program, []string{program, "--worker=true", "--id=" + *id, "--logging_endpoint=" + *logging,
		"--control_endpoint=" + *control, "--options=" + options}, os.Environ()))
}

// drive submits a pipeline, waits for it, and prints how it ended.
func drive() {
	flag.Parse()
	beam.Init()
	bound, err := time.ParseDuration(os.Getenv(boundVariable))
	must(err)
	ctx, cancel := context.WithTimeout(context.Background(), bound)
	defer cancel()
	parts, err := foldbeam.Glob(ctx, os.Getenv(inputVariable))
	must(err)

	p, s := beam.NewPipelineWithRoot()
	output, folder := os.Getenv(outputVariable), desks{Rule: csat.TopBox(2, 5)}
	switch program := os.Getenv(programVariable); program {
	case "desks":
		foldbeam.Write(s, output, foldbeam.Files(s, parts, folder))
	case "answers":
		foldbeam.Write(s, output, foldbeam.Files(s, parts, answers{}))
	case "stalled":
		foldbeam.Write(s, output, foldbeam.Files(s, parts, stalled{Desks: folder, PID: pidFile(output)}))
	case "driverOnly":
		foldbeam.Write(s, output, foldbeam.Files(s, parts, driverOnlys{}))
	case "unregistered":
		foldbeam.Write(s, output, foldbeam.Files(s, parts, unregistereds{}))
	default:
		log.Fatalf("no program %q", program)
	}
	if err := beamx.Run(ctx, p); err != nil {
		log.Fatalf("the run failed: %v", err)
	}
	fmt.Println("the run succeeded")
}

// pidFile is where a worker says who it is.
func pidFile(output string) string { return output + ".pid" }

// stalled folds as Desks does, but the first worker to get the last of ten files writes its process id and hangs.
type stalled struct {
	Desks desks
	PID   string
}

func (f stalled) Fold(p foldbeam.Part, r io.Reader) (fold.Table[desk], fold.Report, error) {
	if filepath.Base(p.Path) == "desk-09.csv" {
		file, err := os.OpenFile(f.PID, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			fmt.Fprintln(file, os.Getpid())
			file.Close()
			time.Sleep(time.Hour)
		}
	}
	return f.Desks.Fold(p, r)
}

// driverOnly is a tally that the workers do not know.
type driverOnly struct{ Count int }

func (a driverOnly) Plus(b driverOnly) driverOnly { return driverOnly{a.Count + b.Count} }

type driverOnlys struct{}

func (driverOnlys) Fold(_ foldbeam.Part, r io.Reader) (fold.Table[driverOnly], fold.Report, error) {
	_, err := io.Copy(io.Discard, r)
	return fold.Table[driverOnly]{{Segment: "all"}: {1}}, fold.Report{}, err
}

// unregistered is a tally that nobody knows.
type unregistered struct{ Count int }

func (a unregistered) Plus(b unregistered) unregistered { return unregistered{a.Count + b.Count} }

type unregistereds struct{}

func (unregistereds) Fold(_ foldbeam.Part, r io.Reader) (fold.Table[unregistered], fold.Report, error) {
	_, err := io.Copy(io.Discard, r)
	return fold.Table[unregistered]{{Segment: "all"}: {1}}, fold.Report{}, err
}
