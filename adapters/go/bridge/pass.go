//go:build go1.22

package statefulset

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing/synctest"
	"time"

	apps "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
)

// What a pass may sleep after a conflict: the back-offs of its retries are shorter, so all that can be under way is
// under way after this.
const longestBackOff = 300 * time.Millisecond

// A pass that neither asks nor ends for so long hangs. Nobody waits: its clock runs when it sleeps.
const patience = time.Hour

// pass is one sync of one key, by a controller that was made for it.
type pass struct {
	api     *apiServer
	seen    view
	objects *objects
	before  *objects
	started time.Time
	caches  map[string]cache.SharedIndexInformer
	queue   *watchedQueue
	keeper  *statusKeeper

	controller *StatefulSetController
	lock       sync.Mutex
	waiting    []*call
	problem    error
	// wrote are the kinds of objects that were written, as far as the pass knows.
	wrote map[string]bool
	// written is the status that was last sent.
	written *apps.StatefulSetStatus
	crashed bool
	closed  bool
	ended   *ending
}

type ending struct {
	err   error
	panic string
}

// passKey is where the context of a sync holds its pass.
type passKey struct{}

// statusKeeper remembers the status that was computed, whether it was written or not.
type statusKeeper struct {
	StatefulSetControlInterface
	computed *apps.StatefulSetStatus
}

func startPass(api *apiServer, asked *syncMessage) *pass {
	now := time.Now()
	shown := objectsOf(asked.View, now)
	p := &pass{api: api, seen: asked.View, objects: shown, before: shown.copied(), started: now, wrote: map[string]bool{}}
	api.pass = p
	factory := informers.NewSharedInformerFactory(api.client, 0)
	pods, sets := factory.Core().V1().Pods(), factory.Apps().V1().StatefulSets()
	claims, revisions := factory.Core().V1().PersistentVolumeClaims(), factory.Apps().V1().ControllerRevisions()
	p.controller = NewStatefulSetController(context.Background(), pods, sets, claims, revisions, api.client)
	p.keeper = &statusKeeper{StatefulSetControlInterface: p.controller.control}
	p.controller.control = p.keeper
	p.queue = watchQueue(p.controller)
	p.caches = map[string]cache.SharedIndexInformer{"sets": sets.Informer(), "revisions": revisions.Informer(), "pods": pods.Informer(), "claims": claims.Informer()}
	for kind := range p.caches {
		version := newestVersion
		if slices.Contains(p.seen.BehindOwnWrites, kind) {
			version = laggingVersion
		}
		p.fill(kind, version)
	}
	recordOwnWrites(p.controller, p.seen.Set, asked.Key)
	go p.sync(asked.Key)
	p.proceed()
	return p
}

// fill shows what the view says in a cache, which never asks for anything by itself.
func (p *pass) fill(kind, version string) {
	if err := p.caches[kind].GetIndexer().Replace(p.objects.of(kind), version); err != nil {
		panic(err)
	}
}

func (p *pass) sync(key string) {
	end := &ending{}
	defer func() {
		if problem := recover(); problem != nil && !p.crashed {
			end.panic = fmt.Sprint(problem)
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", problem, placeOfPanic())
		}
		p.ended = end
	}()
	end.err = p.controller.sync(context.WithValue(context.Background(), passKey{}, p), key)
}

// placeOfPanic lists the innermost functions of the controller, one a line: few lines are shown.
func placeOfPanic() string {
	const most = 8
	counters := make([]uintptr, 64)
	frames := runtime.CallersFrames(counters[:runtime.Callers(0, counters)])
	lines, hasPanicked := []string{}, false
	for frame, more := frames.Next(); more && len(lines) < most; frame, more = frames.Next() {
		isRuntime := strings.HasPrefix(frame.Function, "runtime.")
		hasPanicked = hasPanicked || isRuntime && strings.HasPrefix(frame.Function, "runtime.gopanic")
		if hasPanicked && !isRuntime {
			lines = append(lines, fmt.Sprintf("%s (%s:%d)\n", frame.Function, frame.File, frame.Line))
		}
	}
	return strings.Join(lines, "")
}

// proceed lets the pass go on until all of it waits for answers, or it has ended.
func (p *pass) proceed() {
	synctest.Wait()
	for until := time.Now().Add(patience); !p.isUnderWay() && p.ended == nil; synctest.Wait() {
		if time.Now().After(until) {
			panic("the controller hangs: it neither waits for an answer nor ends its pass")
		}
		time.Sleep(longestBackOff)
	}
	if p.problem != nil {
		panic(p.problem.Error())
	}
}

func (p *pass) isUnderWay() bool {
	return len(p.waiting) > 0
}

func (p *pass) wait(waiting *call) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.waiting = append(p.waiting, waiting)
}

// refuse notes a request that cannot be passed on.
func (p *pass) refuse(problem error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.problem = problem
}

func (p *pass) answer(answer *answerMessage) {
	for index, waiting := range p.waiting {
		if waiting.request["op"] != answer.Op || waiting.request["name"] != answer.Name {
			continue
		}
		p.waiting = append(p.waiting[:index:index], p.waiting[index+1:]...)
		if kind, written := writtenBy[answer.Op]; written && answer.OK {
			p.wrote[kind] = true
		}
		waiting.response <- p.api.answered(p, waiting, answer)
		if answer.Reason == "Conflict" {
			time.Sleep(longestBackOff)
		}
		p.proceed()
		return
	}
	panic(fmt.Sprintf("nothing waits for an answer to %s %s", answer.Op, answer.Name))
}

// crash fails whatever the pass asks from now on, and sees it end.
func (p *pass) crash() {
	p.crashed = true
	p.api.pass = nil
	for _, waiting := range p.waiting {
		var none *http.Response
		waiting.response <- none
	}
	p.waiting = nil
	for p.ended == nil {
		time.Sleep(longestBackOff)
		synctest.Wait()
	}
	p.close()
}

// close ends what the controller has started, so that nothing of it lives on.
func (p *pass) close() {
	if p.closed {
		return
	}
	p.closed = true
	p.controller.queue.ShutDown()
	p.controller.eventBroadcaster.Shutdown()
	synctest.Wait()
}

// decision says what the pass waits for, or how it has ended.
func (p *pass) decision() map[string]any {
	if p.ended == nil {
		requests := []request{}
		for _, waiting := range p.waiting {
			requests = append(requests, waiting.request)
		}
		return map[string]any{"requests": requests}
	}
	if p.isUnderWay() {
		waiting := p.waiting[0].request
		panic(fmt.Sprintf("after its sync had returned, the controller still asks for %v %v", waiting["op"], waiting["name"]))
	}
	done := map[string]any{}
	if p.ended.err != nil {
		done["error"] = p.ended.err.Error()
	}
	if p.ended.panic != "" {
		done["panic"] = p.ended.panic
	}
	if p.queue.isAsked {
		if p.seen.Set == nil || p.seen.Set.MinReadySeconds == 0 {
			panic("the pass enqueues its key although it has no minReadySeconds to wait for, which the explorer cannot do")
		}
		done["requeue"] = "minReady"
	}
	if status := p.status(); status != nil {
		done["status"] = p.objects.names.viewOf(status)
	}
	if change := p.changeInCaches(); change != "" {
		fmt.Fprintln(os.Stderr, "changed: "+change)
		done["cacheMutated"] = true
	}
	if p.ended.panic == "" {
		p.requireRecords()
	}
	p.close()
	p.api.pass = nil
	return map[string]any{"done": done}
}

// changeInCaches names the first object that the pass has changed in its caches, and where; empty: it has changed none.
func (p *pass) changeInCaches() string {
	for _, kind := range []string{"sets", "revisions", "pods", "claims"} {
		after := p.objects.of(kind)
		for index, before := range p.before.of(kind) {
			if equality.Semantic.DeepEqual(before, after[index]) {
				continue
			}
			return fmt.Sprintf("%s %s, %s", kind, before.(metav1.Object).GetName(), differenceAt("", plain(before), plain(after[index])))
		}
	}
	return ""
}

// plain is an object as JSON has it.
func plain(object any) (read any) {
	text, err := json.Marshal(object)
	if err == nil {
		err = json.Unmarshal(text, &read)
	}
	if err != nil {
		panic(err)
	}
	return read
}

// differenceAt is the path of the first field that differs, with what it was and has become.
func differenceAt(path string, before, after any) string {
	fields, isObject := before.(map[string]any)
	others, isStillObject := after.(map[string]any)
	if !isObject || !isStillObject {
		return fmt.Sprintf("%s was %s, is %s", strings.TrimPrefix(path, "."), texted(before), texted(after))
	}
	names := []string{}
	for name := range fields {
		names = append(names, name)
	}
	for name := range others {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !reflect.DeepEqual(fields[name], others[name]) {
			return differenceAt(path+"."+name, fields[name], others[name])
		}
	}
	return "in a field that its JSON does not show"
}

func texted(value any) string {
	if value == nil {
		return "unset"
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// requireRecords sees that the controller has recorded what it wrote: the explorer takes that for granted when it says
// which caches are behind.
func (p *pass) requireRecords() {
	for _, kind := range []string{"pods", "claims", "sets"} {
		if !p.wrote[kind] || !hasOwnWriteGuard() {
			continue
		}
		for other := range p.caches {
			version := newestVersion
			if other != kind {
				version = farVersion
			}
			p.fill(other, version)
		}
		if !waitsForOwnWrites(p.controller, p.seen.Set) {
			panic("the controller wrote to " + kind + " and has not recorded it: it would not wait until its caches show that")
		}
	}
}

// status is what the pass computed. A pass that failed does not return it, but may have written it.
func (p *pass) status() *apps.StatefulSetStatus {
	if p.keeper.computed != nil {
		return p.keeper.computed
	}
	return p.written
}
