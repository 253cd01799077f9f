package statefulset

import (
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/kubernetes/pkg/features"
)

func hasOwnWriteGuard() bool {
	return utilfeature.DefaultFeatureGate.Enabled(features.StaleControllerConsistencyStatefulSet)
}

// recordOwnWrites tells the controller that it wrote newer versions than those that some of its caches show.
func recordOwnWrites(controller *StatefulSetController, seen view) {
	resources := map[string]schema.GroupResource{"pods": podGroupResource, "claims": persistentVolumeClaimGroupResource, "sets": statefulSetGroupResource}
	name, uid := "web", types.UID("")
	if seen.Set != nil {
		name, uid = seen.Set.Name, types.UID(seen.Set.UID)
	}
	for _, kind := range seen.BehindOwnWrites {
		controller.consistencyStore.WroteAt(types.NamespacedName{Namespace: namespace, Name: name}, uid, resources[kind], newestVersion)
	}
}
