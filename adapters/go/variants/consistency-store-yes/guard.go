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

// recordOwnWrites tells the controller that it wrote newer versions than those that some of its caches show.
func recordOwnWrites(controller *StatefulSetController, asked *syncMessage) {
	resources := map[string]schema.GroupResource{"pods": podGroupResource, "claims": persistentVolumeClaimGroupResource, "sets": statefulSetGroupResource}
	uid := types.UID("")
	if asked.View.Set != nil {
		uid = types.UID(asked.View.Set.UID)
	}
	owner := types.NamespacedName{Namespace: namespace, Name: strings.TrimPrefix(asked.Key, namespace+"/")}
	for _, kind := range asked.View.BehindOwnWrites {
		controller.consistencyStore.WroteAt(owner, uid, resources[kind], newestVersion)
	}
}
