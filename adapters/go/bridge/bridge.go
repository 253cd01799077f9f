//go:build go1.22

// Package statefulset, extended by a bridge that lets sts-check drive the controller of this source tree.
//
// These files are compiled as tests inside pkg/controller/statefulset, because the sync of one key is unexported and
// testing/synctest is what tells which requests are under way together. They speak the protocol of docs/protocol.md:
// one JSON object a line, on standard input and output.
package statefulset

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"testing/synctest"

	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/klog/v2"
)

const protocolVersion = 1

// TestMain keeps standard output for messages: a test binary prints a summary of its own there.
func TestMain(m *testing.M) {
	stdout := os.Stdout
	os.Stdout = os.Stderr
	klog.SetLogger(logr.Discard())
	// They log, and sleep to log less.
	runtime.ErrorHandlers = nil
	replies = json.NewEncoder(stdout)
	os.Exit(m.Run())
}

var replies *json.Encoder

// TestStsCheckBridge answers messages until standard input ends. The bubble gives passes a clock that stands still but
// for what they sleep.
func TestStsCheckBridge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bridge := newBridge()
		lines := bufio.NewReaderSize(os.Stdin, 1<<20)
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				// Whoever asked has gone, and goroutines of a pass may still wait for answers.
				os.Exit(0)
			}
			if err := replies.Encode(bridge.reply(line)); err != nil {
				os.Exit(1)
			}
		}
	})
}

type bridge struct {
	api  *apiServer
	pass *pass
}

func newBridge() *bridge {
	return &bridge{api: newAPIServer()}
}

// reply answers one message. What cannot be answered is a fault, in words.
func (b *bridge) reply(line []byte) (reply map[string]any) {
	var message message
	defer func() {
		if problem := recover(); problem != nil {
			reply = map[string]any{"fault": fmt.Sprint(problem)}
		}
		reply["id"] = message.ID
	}()
	if err := json.Unmarshal(line, &message); err != nil {
		return map[string]any{"fault": err.Error()}
	}
	switch {
	case message.Hello != nil:
		b.leave()
		return map[string]any{"hello": b.hello(message.Hello.Release)}
	case message.Sync != nil:
		b.leave()
		b.pass = startPass(b.api, message.Sync)
		return b.pass.decision()
	case message.Answer != nil:
		b.pass.answer(message.Answer)
		return b.pass.decision()
	default:
		b.leave()
		return map[string]any{"ready": map[string]any{}}
	}
}

// leave ends a pass wherever it is, as the death of its process would: whatever it asks fails from now on.
func (b *bridge) leave() {
	if b.pass != nil {
		b.pass.crash()
	}
	b.pass = nil
}

func (b *bridge) hello(release string) map[string]any {
	switchGates(release)
	name := os.Getenv("STS_CHECK_NAME")
	if name == "" {
		name = "kubernetes"
	}
	guarded := hasOwnWriteGuard()
	if guarded {
		b.requireGuard()
	}
	return map[string]any{"protocol": protocolVersion, "name": name, "recordsOwnWrites": guarded}
}

// requireGuard sees that caches without a version have not switched the guard off, which nothing else would tell: it
// refuses each that is behind, and none that is not.
func (b *bridge) requireGuard() {
	for _, behind := range [][]string{nil, {"pods"}, {"claims"}, {"sets"}} {
		set := setView{Name: "web", UID: "set-1", Policy: "OrderedReady", Strategy: strategyView{Type: "OnDelete"}, Template: "A"}
		pass := startPass(b.api, &syncMessage{Key: namespace + "/" + set.Name, View: view{Set: &set, BehindOwnWrites: behind}})
		refuses := !pass.isUnderWay() && pass.ended.err != nil
		pass.crash()
		if refuses && behind == nil {
			panic("the controller waits for caches that show all of its own writes")
		}
		if !refuses && behind != nil {
			panic("the controller does not wait until its cache of " + behind[0] + " shows its own writes, although its feature gate is on")
		}
	}
}
