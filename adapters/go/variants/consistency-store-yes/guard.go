//go:build go1.22

package statefulset

import (
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/kubernetes/pkg/features"
)

func hasOwnWriteGuard() bool {
	return utilfeature.DefaultFeatureGate.Enabled(features.StaleControllerConsistencyStatefulSet)
}

// recordOwnWrites tells the controller that it wrote what the newest caches show, and the others do not yet.
func recordOwnWrites(controller *StatefulSetController, set *setView, key string) {
	uid := types.UID("")
	if set != nil {
		uid = types.UID(set.UID)
	}
	owner := types.NamespacedName{Namespace: namespace, Name: strings.TrimPrefix(key, namespace+"/")}
	for _, resource := range []schema.GroupResource{podGroupResource, persistentVolumeClaimGroupResource, statefulSetGroupResource} {
		controller.consistencyStore.WroteAt(owner, uid, resource, newestVersion)
	}
}

// waitsForOwnWrites says whether the controller would refuse its caches as they are.
func waitsForOwnWrites(controller *StatefulSetController, set *setView) bool {
	return controller.consistencyStore.EnsureReady(types.NamespacedName{Namespace: namespace, Name: set.Name}) != nil
}
