//go:build go1.22

package statefulset

import "encoding/json"

// What the explorer says. Its fields are those of docs/schema/protocol-1.schema.json.
type message struct {
	ID    int           `json:"id"`
	Hello *helloMessage `json:"hello"`
	Sync  *syncMessage  `json:"sync"`
	// Answer is to one of the requests that wait.
	Answer *answerMessage  `json:"answer"`
	Crash  json.RawMessage `json:"crash"`
}

type helloMessage struct {
	Release string `json:"release"`
}

type syncMessage struct {
	Key  string `json:"key"`
	View view   `json:"view"`
}

type view struct {
	Set             *setView       `json:"set"`
	Revisions       []revisionView `json:"revisions"`
	Pods            []podView      `json:"pods"`
	Claims          []claimView    `json:"claims"`
	BehindOwnWrites []string       `json:"behindOwnWrites"`
}

type setView struct {
	Name                 string       `json:"name"`
	UID                  string       `json:"uid"`
	Generation           int64        `json:"generation"`
	Deleting             bool         `json:"deleting"`
	Replicas             int32        `json:"replicas"`
	Start                int32        `json:"start"`
	Policy               string       `json:"policy"`
	Strategy             strategyView `json:"strategy"`
	MinReadySeconds      int32        `json:"minReadySeconds"`
	Retention            retention    `json:"retention"`
	ClaimTemplates       []string     `json:"claimTemplates"`
	Template             string       `json:"template"`
	RevisionHistoryLimit int32        `json:"revisionHistoryLimit"`
	Status               statusView   `json:"status"`
}

type strategyView struct {
	Type          string             `json:"type"`
	RollingUpdate *rollingUpdateView `json:"rollingUpdate"`
}

type rollingUpdateView struct {
	Partition      int32 `json:"partition"`
	MaxUnavailable any   `json:"maxUnavailable"`
}

type retention struct {
	WhenDeleted string `json:"whenDeleted"`
	WhenScaled  string `json:"whenScaled"`
}

type statusView struct {
	ObservedGeneration int64           `json:"observedGeneration"`
	Replicas           int32           `json:"replicas"`
	Ready              int32           `json:"ready"`
	Available          int32           `json:"available"`
	Current            int32           `json:"current"`
	Updated            int32           `json:"updated"`
	CurrentRevision    string          `json:"currentRevision"`
	UpdateRevision     string          `json:"updateRevision"`
	CollisionCount     int32           `json:"collisionCount"`
	Conditions         []conditionView `json:"conditions"`
}

type conditionView struct {
	Type    string `json:"type"`
	Status  string `json:"status"`
	Reason  string `json:"reason"`
	Message string `json:"message,omitempty"`
}

type revisionView struct {
	Name                string `json:"name"`
	Number              int64  `json:"number"`
	Data                string `json:"data"`
	Owner               string `json:"owner"`
	SemanticallyEqualTo string `json:"semanticallyEqualTo"`
}

type podView struct {
	Name         string `json:"name"`
	UID          string `json:"uid"`
	Revision     string `json:"revision"`
	Phase        string `json:"phase"`
	Ready        bool   `json:"ready"`
	Available    bool   `json:"available"`
	ReadySeconds *int64 `json:"readySeconds"`
	Terminating  bool   `json:"terminating"`
	Owner        string `json:"owner"`
	LabelsMatch  bool   `json:"labelsMatch"`
	PodNameLabel bool   `json:"podNameLabel"`
	VolumesMatch bool   `json:"volumesMatch"`
}

type claimView struct {
	Name        string      `json:"name"`
	Terminating bool        `json:"terminating"`
	Owners      []ownerView `json:"owners"`
}

type ownerView struct {
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	UID        string `json:"uid"`
	Controller bool   `json:"controller"`
}

type answerMessage struct {
	Op     string `json:"op"`
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Reason string `json:"reason"`
	Set    *struct {
		UID      string `json:"uid"`
		Deleting bool   `json:"deleting"`
	} `json:"set"`
	Revision *struct {
		Data string `json:"data"`
	} `json:"revision"`
}

// A request of the controller: op and name, and the fields that go with the op.
type request map[string]any
