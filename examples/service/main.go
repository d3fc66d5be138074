// Service takes likelihood-to-recommend ratings over HTTP and serves the Net Promoter Score of each segment with its
// interval. It keeps its tallies in a file across restarts.
//
//	go run ./examples/service -addr localhost:8080 -state tallies.json
//	curl -d '{"segment":"north","ratings":[9,10,3]}' localhost:8080/ratings
//	curl localhost:8080/scores
//
// The scores of such a service are looked at again and again. Their limits are therefore the always-valid ones of
// nps.AnyTime; an ordinary 95% interval would exclude the truth on some day far more often than 5% of the time.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "address to listen on")
	state := flag.String("state", "tallies.json", "`file` that keeps the tallies")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("listening on %v", listener.Addr())
	if err := serve(ctx, listener, *state); err != nil {
		log.Fatal(err)
	}
}

// serve answers requests until ctx ends, then finishes those under way. Every rating it has accepted is in the file.
func serve(ctx context.Context, listener net.Listener, state string) error {
	store, err := openStore(state)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           handler(store),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(finish); err != nil {
		return err
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
