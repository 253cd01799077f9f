//go:build go1.22

package statefulset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	apps "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	clientset "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// apiServer is where requests of the typed client arrive. Each waits there until the explorer has answered it.
type apiServer struct {
	client  clientset.Interface
	version int
	// pass is the one that is under way; requests of none are of a pass that has crashed.
	pass *pass
}

// call is a request that waits.
type call struct {
	request request
	method  string
	// body is the object sent, or a patch.
	body     []byte
	response chan *http.Response
}

func newAPIServer() *apiServer {
	server := &apiServer{version: firstWrittenVersion}
	config := &rest.Config{Host: "http://explorer", QPS: -1, ContentConfig: rest.ContentConfig{ContentType: "application/json"}}
	client, err := clientset.NewForConfigAndClient(config, &http.Client{Transport: server})
	if err != nil {
		panic(err)
	}
	server.client = client
	return server
}

var errCrashed = errors.New("the controller has crashed")

// RoundTrip hands a request over and waits for its answer. No response: the process has died.
func (server *apiServer) RoundTrip(sent *http.Request) (*http.Response, error) {
	former, _ := sent.Context().Value(passKey{}).(*pass)
	pass := server.pass
	if pass == nil || pass.crashed {
		return nil, errCrashed
	}
	if former != nil && former != pass {
		if !former.crashed {
			pass.refuse(fmt.Errorf("after its sync had returned, the controller asks for %s %s", sent.Method, sent.URL.Path))
		}
		return nil, errCrashed
	}
	var body []byte
	if sent.Body != nil {
		var err error
		if body, err = io.ReadAll(sent.Body); err != nil {
			return nil, err
		}
	}
	asked, err := pass.read(sent.Method, sent.URL.Path, body)
	if sent.URL.Query().Has("dryRun") {
		err = fmt.Errorf("the controller asks for a dry run of %s %s, which the explorer cannot do", sent.Method, sent.URL.Path)
	}
	if err != nil {
		pass.refuse(err)
		return nil, err
	}
	waiting := &call{request: asked, method: sent.Method, body: body, response: make(chan *http.Response, 1)}
	pass.wait(waiting)
	response := <-waiting.response
	if response == nil {
		return nil, errCrashed
	}
	response.Request = sent
	return response, nil
}

// read says what a request is to the explorer.
func (p *pass) read(method, path string, body []byte) (request, error) {
	resource, name, sub := partsOf(path)
	switch method + " " + resource + sub {
	case "GET statefulsets":
		return request{"op": "getSet", "name": name}, nil
	case "GET controllerrevisions":
		return request{"op": "getRevision", "name": p.objects.names.shortOf(name)}, nil
	case "PATCH controllerrevisions":
		_, err := ownerPatchOf(body, "revision "+name)
		return request{"op": "adoptRevision", "name": p.objects.names.shortOf(name)}, err
	case "POST controllerrevisions":
		revision := decoded[apps.ControllerRevision](body)
		template := templateIn(revision.Data.Raw)
		p.objects.names.learn(revision.Name, template)
		return request{"op": "createRevision", "name": p.objects.names.shortOf(revision.Name), "number": revision.Revision, "data": template}, nil
	case "PUT controllerrevisions":
		revision := decoded[apps.ControllerRevision](body)
		return request{"op": "updateRevision", "name": p.objects.names.shortOf(name), "number": revision.Revision}, nil
	case "DELETE controllerrevisions":
		return request{"op": "deleteRevision", "name": p.objects.names.shortOf(name)}, nil
	case "PATCH pods":
		op, err := ownerPatchOf(body, "pod "+name)
		return request{"op": op + "Pod", "name": name}, err
	case "POST pods":
		pod := decoded[v1.Pod](body)
		if err := p.requireIdentity(pod, true); err != nil {
			return nil, err
		}
		return request{"op": "createPod", "name": pod.Name, "revision": p.objects.names.shortOf(getPodRevision(pod)), "claims": p.claimsOf(pod)}, nil
	case "PUT pods":
		return request{"op": "updatePod", "name": name}, p.requireIdentity(decoded[v1.Pod](body), false)
	case "DELETE pods":
		return deletion("deletePod", name, body)
	case "POST persistentvolumeclaims":
		return request{"op": "createClaim", "name": decoded[v1.PersistentVolumeClaim](body).Name}, nil
	case "PUT persistentvolumeclaims":
		return request{"op": "updateClaim", "name": name, "owners": ownerViews(decoded[v1.PersistentVolumeClaim](body).OwnerReferences)}, nil
	case "DELETE persistentvolumeclaims":
		return request{"op": "deleteClaim", "name": name}, nil
	case "PUT statefulsets/status":
		status := decoded[apps.StatefulSet](body).Status
		p.written = &status
		return request{"op": "updateStatus", "name": name, "status": p.objects.names.viewOf(&status)}, nil
	}
	return nil, fmt.Errorf("the controller asks for %s %s, which the explorer does not know", method, path)
}

// partsOf splits /apis/apps/v1/namespaces/default/statefulsets/web/status.
func partsOf(path string) (resource, name, sub string) {
	_, rest, _ := strings.Cut(path, "/namespaces/"+namespace+"/")
	parts := strings.SplitN(rest, "/", 3)
	resource = parts[0]
	if len(parts) > 1 {
		name = parts[1]
	}
	if len(parts) > 2 {
		sub = "/" + parts[2]
	}
	return resource, name, sub
}

func deletion(op, name string, body []byte) (request, error) {
	asked := request{"op": op, "name": name}
	options := decoded[metav1.DeleteOptions](body)
	if len(options.DryRun) > 0 {
		return nil, fmt.Errorf("the controller asks for a dry run of %s %s, which the explorer cannot do", op, name)
	}
	if options.Preconditions != nil && options.Preconditions.ResourceVersion != nil {
		return nil, fmt.Errorf("the controller asks for %s %s at a resource version, which the explorer cannot do", op, name)
	}
	if options.Preconditions != nil && options.Preconditions.UID != nil {
		asked["uid"] = string(*options.Preconditions.UID)
	}
	if grace := options.GracePeriodSeconds; grace != nil {
		if *grace != 0 {
			return nil, fmt.Errorf("the controller asks for %s %s with a grace period of %d s, which the explorer cannot do", op, name, *grace)
		}
		asked["gracePeriodSeconds"] = 0
	}
	return asked, nil
}

// requireIdentity refuses a pod that the explorer would take for one of the set, and that is none. One that is updated may
// have an owner by now that the copy of the cache does not show.
func (p *pass) requireIdentity(pod *v1.Pod, isNew bool) error {
	set, lacks := p.objects.set, ""
	switch {
	case isNew && !metav1.IsControlledBy(pod, set):
		lacks = "the set as its controller"
	case isNew && pod.Labels["app"] != matching()["app"]:
		lacks = "the labels of the template"
	case !identityMatches(set, pod):
		lacks = "the identity of its ordinal"
	case !storageMatches(set, pod):
		lacks = "the claims of its ordinal"
	case !isNew && p.hasChangedRevision(pod):
		lacks = "the revision that it was made from"
	default:
		return nil
	}
	return fmt.Errorf("the controller writes pod %s without %s, which the explorer cannot show", pod.Name, lacks)
}

func (p *pass) hasChangedRevision(pod *v1.Pod) bool {
	for _, cached := range p.objects.pods {
		if cached := cached.(*v1.Pod); cached.Name == pod.Name {
			return getPodRevision(cached) != getPodRevision(pod)
		}
	}
	return false
}

// ownerPatchOf says whether a patch is to adopt or to release: nothing else in it would come about.
func ownerPatchOf(body []byte, object string) (string, error) {
	patch := struct {
		Metadata struct {
			UID             string `json:"uid"`
			OwnerReferences []struct {
				metav1.OwnerReference
				Patch string `json:"$patch"`
			} `json:"ownerReferences"`
		} `json:"metadata"`
	}{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&patch); err != nil || len(patch.Metadata.OwnerReferences) != 1 {
		return "", fmt.Errorf("the controller patches %s otherwise than to adopt or to release it, which the explorer cannot do: %s", object, body)
	}
	if patch.Metadata.OwnerReferences[0].Patch == "delete" {
		return "release", nil
	}
	return "adopt", nil
}

// claimsOf lists the claims that a pod mounts, in the order of the set's templates: that of its volumes is left open.
func (p *pass) claimsOf(pod *v1.Pod) []string {
	claims := []string{}
	for _, template := range p.objects.set.Spec.VolumeClaimTemplates {
		for _, volume := range pod.Spec.Volumes {
			if volume.Name == template.Name && volume.PersistentVolumeClaim != nil {
				claims = append(claims, volume.PersistentVolumeClaim.ClaimName)
			}
		}
	}
	return claims
}

func ownerViews(references []metav1.OwnerReference) []ownerView {
	owners := []ownerView{}
	for _, reference := range references {
		owners = append(owners, ownerView{Kind: reference.Kind, Name: reference.Name, UID: string(reference.UID), Controller: reference.Controller != nil && *reference.Controller})
	}
	return owners
}

// answered is the response that an answer comes to.
func (server *apiServer) answered(p *pass, waiting *call, answer *answerMessage) *http.Response {
	if !answer.OK {
		return refusal(answer)
	}
	server.version++
	version := strconv.Itoa(server.version)
	switch answer.Op {
	case "getSet":
		set := p.objects.set.DeepCopy()
		if answer.Set != nil {
			set.UID = types.UID(answer.Set.UID)
			set.DeletionTimestamp = nil
			if answer.Set.Deleting {
				set.DeletionTimestamp = &metav1.Time{Time: p.started}
			}
		}
		return response(http.StatusOK, set)
	case "getRevision":
		revision := &apps.ControllerRevision{ObjectMeta: metaOf(p.objects.names.realOf(answer.Name), "uid-of-revision-"+answer.Name)}
		revision.OwnerReferences = ownersOf(p.seen.Set, "set")
		data := answer.Name
		if answer.Revision != nil {
			data = answer.Revision.Data
		}
		revision.Data.Raw = patchOf(p.seen.Set, data)
		return response(http.StatusOK, revision)
	case "adoptPod", "releasePod":
		for _, cached := range p.objects.pods {
			if pod := cached.(*v1.Pod); pod.Name == answer.Name {
				patched := pod.DeepCopy()
				patched.ResourceVersion = version
				patched.OwnerReferences = nil
				if answer.Op == "adoptPod" {
					patched.OwnerReferences = ownersOf(p.seen.Set, "set")
				}
				return response(http.StatusOK, patched)
			}
		}
	case "adoptRevision":
		for _, cached := range p.objects.revisions {
			if revision := cached.(*apps.ControllerRevision); p.objects.names.shortOf(revision.Name) == answer.Name {
				adopted := revision.DeepCopy()
				adopted.OwnerReferences = ownersOf(p.seen.Set, "set")
				adopted.ResourceVersion = version
				return response(http.StatusOK, adopted)
			}
		}
	}
	if waiting.method == http.MethodPost || waiting.method == http.MethodPut {
		return response(http.StatusOK, stored(waiting, version))
	}
	return response(http.StatusOK, &metav1.Status{TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: metav1.StatusSuccess})
}

// writtenBy are the writes that a controller which waits for its own ones has to record: by their ops, the kinds.
var writtenBy = map[string]string{"createPod": "pods", "updatePod": "pods", "adoptPod": "pods", "createClaim": "claims", "updateClaim": "claims", "updateStatus": "sets"}

// stored is the object that was sent, as the API server has it now.
func stored(waiting *call, version string) map[string]any {
	var object map[string]any
	if err := json.Unmarshal(waiting.body, &object); err != nil {
		panic(err)
	}
	meta := object["metadata"].(map[string]any)
	meta["resourceVersion"] = version
	if waiting.method == http.MethodPost {
		meta["uid"] = "uid-" + version
		// A pod without a phase would be one that was never created.
		if waiting.request["op"] == "createPod" {
			object["status"] = map[string]any{"phase": "Pending"}
		}
	}
	return object
}

var codes = map[string]int{
	"AlreadyExists": http.StatusConflict,
	"Conflict":      http.StatusConflict,
	"NotFound":      http.StatusNotFound,
	"Invalid":       http.StatusUnprocessableEntity,
	"Forbidden":     http.StatusForbidden,
	"ServerError":   http.StatusInternalServerError,
	"Timeout":       http.StatusGatewayTimeout,
}

func refusal(answer *answerMessage) *http.Response {
	reason := metav1.StatusReason(answer.Reason)
	if answer.Reason == "ServerError" {
		reason = metav1.StatusReasonInternalError
	}
	code, known := codes[answer.Reason]
	if !known {
		panic("an answer has the reason " + answer.Reason + ", which is unknown")
	}
	return response(code, &metav1.Status{
		TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"},
		Status:   metav1.StatusFailure,
		Reason:   reason,
		Code:     int32(code),
		Message:  fmt.Sprintf("%s %s: %s", answer.Op, answer.Name, answer.Reason),
	})
}

func response(code int, object any) *http.Response {
	body, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return &http.Response{
		StatusCode: code,
		Status:     http.StatusText(code),
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
	}
}

func decoded[T any](body []byte) *T {
	object := new(T)
	if len(body) > 0 {
		if err := json.Unmarshal(body, object); err != nil {
			panic(err)
		}
	}
	return object
}
