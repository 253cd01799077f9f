//go:build go1.22

package statefulset

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	apps "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	podutil "k8s.io/kubernetes/pkg/api/v1/pod"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/controller/history"
)

const namespace = "default"

// Versions are decimal and increase, as those of the API server: the own-write guard compares them.
const (
	laggingVersion = "1000"
	newestVersion  = "2000"
	// Of what a pass writes it is more, and less than farVersion.
	firstWrittenVersion = 10_000
	farVersion          = "9000000000000000"
)

// Labels are made anew for each object: a pass that changes one must not change another.
func matching() map[string]string   { return map[string]string{"app": "sts-check"} }
func mismatched() map[string]string { return map[string]string{"app": "other"} }

// objects are what the caches show.
type objects struct {
	set       *apps.StatefulSet
	revisions []any
	pods      []any
	claims    []any
	names     *revisionNames
}

func objectsOf(seen view, now time.Time) *objects {
	if seen.Set == nil {
		return &objects{names: &revisionNames{}}
	}
	names := &revisionNames{set: seen.Set, real: map[string]string{}, short: map[string]string{}}
	made := &objects{set: setOf(seen.Set, names), names: names}
	// Of revisions with the same number the older one comes first: the order of their names decides here, as it does there.
	byName := append([]revisionView{}, seen.Revisions...)
	sort.SliceStable(byName, func(i, j int) bool { return byName[i].Name < byName[j].Name })
	for index, revision := range byName {
		made.revisions = append(made.revisions, revisionOf(seen.Set, revision, index, names))
	}
	for _, pod := range seen.Pods {
		made.pods = append(made.pods, podOf(seen.Set, pod, names, now))
	}
	for _, claim := range seen.Claims {
		made.claims = append(made.claims, claimOf(claim, now))
	}
	return made
}

// of is what the cache of a kind shows.
func (o *objects) of(kind string) []any {
	switch kind {
	case "sets":
		if o.set == nil {
			return nil
		}
		return []any{o.set}
	case "revisions":
		return o.revisions
	case "pods":
		return o.pods
	default:
		return o.claims
	}
}

// copied shares nothing with the original.
func (o *objects) copied() *objects {
	copies := func(originals []any) (made []any) {
		for _, original := range originals {
			made = append(made, original.(runtime.Object).DeepCopyObject())
		}
		return made
	}
	return &objects{set: o.set.DeepCopy(), revisions: copies(o.revisions), pods: copies(o.pods), claims: copies(o.claims)}
}

func metaOf(name, uid string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: name, Namespace: namespace, UID: types.UID(uid), ResourceVersion: laggingVersion}
}

func setOf(seen *setView, names *revisionNames) *apps.StatefulSet {
	set := &apps.StatefulSet{ObjectMeta: metaOf(seen.Name, seen.UID)}
	set.Generation = seen.Generation
	if seen.Deleting {
		set.DeletionTimestamp = &metav1.Time{}
	}
	set.Spec = apps.StatefulSetSpec{
		Replicas:             &seen.Replicas,
		Selector:             &metav1.LabelSelector{MatchLabels: matching()},
		Template:             templateOf(seen.Template),
		ServiceName:          seen.Name,
		PodManagementPolicy:  apps.PodManagementPolicyType(seen.Policy),
		MinReadySeconds:      minReadySecondsOf(seen),
		RevisionHistoryLimit: &seen.RevisionHistoryLimit,
		PersistentVolumeClaimRetentionPolicy: &apps.StatefulSetPersistentVolumeClaimRetentionPolicy{
			WhenDeleted: apps.PersistentVolumeClaimRetentionPolicyType(seen.Retention.WhenDeleted),
			WhenScaled:  apps.PersistentVolumeClaimRetentionPolicyType(seen.Retention.WhenScaled),
		},
	}
	if seen.Start != 0 {
		set.Spec.Ordinals = &apps.StatefulSetOrdinals{Start: seen.Start}
	}
	for _, name := range seen.ClaimTemplates {
		set.Spec.VolumeClaimTemplates = append(set.Spec.VolumeClaimTemplates, v1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: name}})
	}
	legacyscheme.Scheme.Default(set)
	// After the defaults: a block that is absent means something else than one that is empty.
	set.Spec.UpdateStrategy = strategyOf(seen.Strategy)
	set.Status = *names.statusOf(seen.Status)
	return set
}

func strategyOf(seen strategyView) apps.StatefulSetUpdateStrategy {
	strategy := apps.StatefulSetUpdateStrategy{Type: apps.StatefulSetUpdateStrategyType(seen.Type)}
	if seen.RollingUpdate == nil {
		return strategy
	}
	strategy.RollingUpdate = &apps.RollingUpdateStatefulSetStrategy{Partition: &seen.RollingUpdate.Partition}
	switch budget := seen.RollingUpdate.MaxUnavailable.(type) {
	case float64:
		strategy.RollingUpdate.MaxUnavailable = &intstr.IntOrString{Type: intstr.Int, IntVal: int32(budget)}
	case string:
		strategy.RollingUpdate.MaxUnavailable = &intstr.IntOrString{Type: intstr.String, StrVal: budget}
	}
	return strategy
}

// templateOf makes pods that are told apart by their image.
func templateOf(name string) v1.PodTemplateSpec {
	return v1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: matching()},
		Spec:       v1.PodSpec{Containers: []v1.Container{{Name: "main", Image: name}}},
	}
}

// patchOf is what a revision of a template holds.
func patchOf(set *setView, template string) []byte {
	of := *set
	of.Template = template
	patch, err := getPatch(setOf(&of, &revisionNames{}))
	if err != nil {
		panic(err)
	}
	return patch
}

// patchLike is a patch that gives the same template after defaulting, though its bytes are others.
func patchLike(set *setView, template, name string) []byte {
	var patch map[string]any
	if err := json.Unmarshal(patchOf(set, template), &patch); err != nil {
		panic(err)
	}
	inTemplate := patch["spec"].(map[string]any)["template"].(map[string]any)
	delete(inTemplate["spec"].(map[string]any), "terminationGracePeriodSeconds")
	bytes, err := json.Marshal(patch)
	if err != nil {
		panic(err)
	}
	// The name keeps two of them apart; blanks say nothing.
	return append(bytes, strings.Repeat(" ", len(name))...)
}

// templateIn is the template that the patch of a revision applies.
func templateIn(patch []byte) string {
	var revised struct {
		Spec struct {
			Template v1.PodTemplateSpec `json:"template"`
		} `json:"spec"`
	}
	if err := json.Unmarshal(patch, &revised); err != nil {
		panic(err)
	}
	return revised.Spec.Template.Spec.Containers[0].Image
}

func revisionOf(set *setView, seen revisionView, index int, names *revisionNames) *apps.ControllerRevision {
	revision := &apps.ControllerRevision{ObjectMeta: metaOf(names.realOf(seen.Name), "uid-of-revision-"+seen.Name), Revision: seen.Number}
	revision.Labels = matching()
	revision.ResourceVersion = strconv.Itoa(index + 1)
	revision.CreationTimestamp = metav1.Unix(int64(index), 0)
	revision.OwnerReferences = ownersOf(set, seen.Owner)
	revision.Data = runtime.RawExtension{Raw: patchOf(set, seen.Data)}
	if seen.SemanticallyEqualTo != "" {
		revision.Data.Raw = patchLike(set, seen.SemanticallyEqualTo, seen.Name)
	}
	return revision
}

func ownersOf(set *setView, owner string) []metav1.OwnerReference {
	uid := types.UID(set.UID)
	switch owner {
	case "none":
		return nil
	case "other":
		uid = "uid-of-another-set"
	}
	return []metav1.OwnerReference{*metav1.NewControllerRef(&metav1.ObjectMeta{Name: set.Name, UID: uid}, controllerKind)}
}

// Views say nothing of how old pods are.
const ageOfPods = time.Hour

func podOf(set *setView, seen podView, names *revisionNames, now time.Time) *v1.Pod {
	pod := &v1.Pod{ObjectMeta: metaOf(seen.Name, seen.UID)}
	created := metav1.NewTime(now.Add(-ageOfPods))
	pod.CreationTimestamp = created
	pod.Labels = map[string]string{}
	for key, value := range labelsOf(seen) {
		pod.Labels[key] = value
	}
	if seen.PodNameLabel {
		pod.Labels[apps.StatefulSetPodNameLabel] = seen.Name
	}
	if seen.Revision != "" {
		pod.Labels[apps.StatefulSetRevisionLabel] = names.realOf(seen.Revision)
	}
	pod.OwnerReferences = ownersOf(set, seen.Owner)
	if seen.Terminating {
		pod.DeletionTimestamp = &metav1.Time{Time: now}
	}
	pod.Spec = templateOf(seen.Revision).Spec
	if seen.VolumesMatch {
		for _, template := range set.ClaimTemplates {
			claim := v1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: template}}
			source := &v1.PersistentVolumeClaimVolumeSource{ClaimName: getPersistentVolumeClaimName(&apps.StatefulSet{ObjectMeta: metaOf(set.Name, "")}, &claim, getOrdinal(pod))}
			pod.Spec.Volumes = append(pod.Spec.Volumes, v1.Volume{Name: template, VolumeSource: v1.VolumeSource{PersistentVolumeClaim: source}})
		}
	}
	pod.Status.Phase = v1.PodPhase(seen.Phase)
	if pod.Status.Phase != v1.PodPending {
		pod.Spec.NodeName, pod.Status.StartTime = "node-1", &created
	}
	ready := v1.PodCondition{Type: v1.PodReady, Status: v1.ConditionFalse, LastTransitionTime: metav1.NewTime(now.Add(-readyFor(set, seen)))}
	if seen.Ready {
		ready.Status = v1.ConditionTrue
	}
	pod.Status.Conditions = []v1.PodCondition{ready}
	if !podutil.IsPodAvailable(pod, minReadySecondsOf(set), metav1.NewTime(now)) {
		// Up to 1.35.0 the clock is read again at each look: a pod at its last moment is kept from becoming available.
		pod.Status.Conditions[0].LastTransitionTime = metav1.NewTime(ready.LastTransitionTime.Add(viewSecond / 2))
	}
	return pod
}

func labelsOf(seen podView) map[string]string {
	if seen.LabelsMatch {
		return matching()
	}
	return mismatched()
}

// A pass that retries takes seconds of the clock, which runs while it sleeps, and has to see throughout what its view
// shows. So all sets wait for minReady, and a second that a pod has left, or has been available for, is viewSecond.
const (
	minReady   = 90 * time.Second
	viewSecond = 30 * time.Second
)

func minReadySecondsOf(set *setView) int32 {
	if set.MinReadySeconds == 0 {
		return 0
	}
	return int32(minReady / time.Second)
}

// readyFor is the age of the Ready condition.
func readyFor(set *setView, seen podView) time.Duration {
	const most = 2
	left := int64(most)
	switch {
	case seen.ReadySeconds != nil:
		left = max(-most, min(most, int64(set.MinReadySeconds)-*seen.ReadySeconds))
	case seen.Available:
		left = -most
	}
	return minReady - time.Duration(left)*viewSecond
}

func claimOf(seen claimView, now time.Time) *v1.PersistentVolumeClaim {
	claim := &v1.PersistentVolumeClaim{ObjectMeta: metaOf(seen.Name, "uid-of-claim-"+seen.Name)}
	if seen.Terminating {
		claim.DeletionTimestamp = &metav1.Time{Time: now}
	}
	for _, owner := range seen.Owners {
		reference := metav1.OwnerReference{APIVersion: apiVersionOf(owner.Kind), Kind: owner.Kind, Name: owner.Name, UID: types.UID(owner.UID)}
		if owner.Controller {
			reference.Controller = &owner.Controller
		}
		claim.OwnerReferences = append(claim.OwnerReferences, reference)
	}
	return claim
}

func apiVersionOf(kind string) string {
	if kind == "Pod" {
		return "v1"
	}
	return apps.SchemeGroupVersion.String()
}

// revisionNames translates names of revisions. To the explorer a revision is called as its template, followed by how
// many names were taken before, as in B~1; to Kubernetes it is called by a hash of the same.
type revisionNames struct {
	set   *setView
	real  map[string]string
	short map[string]string
}

func (names *revisionNames) realOf(short string) string {
	if short == "" || names.set == nil {
		return short
	}
	if real, known := names.real[short]; known {
		return real
	}
	template, taken := short, int32(0)
	if at := strings.LastIndex(short, "~"); at >= 0 {
		count, err := strconv.Atoi(short[at+1:])
		if err == nil {
			template, taken = short[:at], int32(count)
		}
	}
	hash := history.HashControllerRevision(&apps.ControllerRevision{Data: runtime.RawExtension{Raw: patchOf(names.set, template)}}, &taken)
	real := history.ControllerRevisionName(names.set.Name, hash)
	names.real[short], names.short[real] = real, short
	return real
}

func (names *revisionNames) shortOf(real string) string {
	if short, known := names.short[real]; known {
		return short
	}
	return real
}

// learn finds the name of a revision that is to be created.
func (names *revisionNames) learn(real, template string) {
	const most = 1000
	for taken := 0; taken < most && names.shortOf(real) == real; taken++ {
		if taken == 0 {
			names.realOf(template)
		} else {
			names.realOf(fmt.Sprintf("%s~%d", template, taken))
		}
	}
}

func (names *revisionNames) statusOf(seen statusView) *apps.StatefulSetStatus {
	status := &apps.StatefulSetStatus{
		ObservedGeneration: seen.ObservedGeneration,
		Replicas:           seen.Replicas,
		ReadyReplicas:      seen.Ready,
		AvailableReplicas:  seen.Available,
		CurrentReplicas:    seen.Current,
		UpdatedReplicas:    seen.Updated,
		CurrentRevision:    names.realOf(seen.CurrentRevision),
		UpdateRevision:     names.realOf(seen.UpdateRevision),
	}
	// A status that was never written has none.
	if seen.CurrentRevision != "" || seen.UpdateRevision != "" || seen.CollisionCount != 0 {
		collisions := seen.CollisionCount
		status.CollisionCount = &collisions
	}
	for _, condition := range seen.Conditions {
		status.Conditions = append(status.Conditions, apps.StatefulSetCondition{
			Type: apps.StatefulSetConditionType(condition.Type), Status: v1.ConditionStatus(condition.Status), Reason: condition.Reason, Message: condition.Message,
		})
	}
	return status
}

func (names *revisionNames) viewOf(status *apps.StatefulSetStatus) *statusView {
	seen := &statusView{
		ObservedGeneration: status.ObservedGeneration,
		Replicas:           status.Replicas,
		Ready:              status.ReadyReplicas,
		Available:          status.AvailableReplicas,
		Current:            status.CurrentReplicas,
		Updated:            status.UpdatedReplicas,
		CurrentRevision:    names.shortOf(status.CurrentRevision),
		UpdateRevision:     names.shortOf(status.UpdateRevision),
		Conditions:         []conditionView{},
	}
	if status.CollisionCount != nil {
		seen.CollisionCount = *status.CollisionCount
	}
	for _, condition := range status.Conditions {
		seen.Conditions = append(seen.Conditions, conditionView{Type: string(condition.Type), Status: string(condition.Status), Reason: condition.Reason, Message: condition.Message})
	}
	return seen
}
