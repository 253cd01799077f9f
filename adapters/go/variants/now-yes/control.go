//go:build go1.22

package statefulset

import (
	"context"
	"time"

	apps "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
)

// UpdateStatefulSet keeps the status that was computed.
func (k *statusKeeper) UpdateStatefulSet(ctx context.Context, set *apps.StatefulSet, pods []*v1.Pod, now time.Time) (*apps.StatefulSetStatus, error) {
	status, err := k.StatefulSetControlInterface.UpdateStatefulSet(ctx, set, pods, now)
	k.computed = status
	return status, err
}
