//go:build go1.22

package statefulset

import (
	"regexp"

	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/featuregate"
)

// How a switched gate shows in the name of a release: 1.37+recreate.
var gateNames = map[string]string{
	"maxUnavailable": "MaxUnavailableStatefulSet",
	"guard":          "StaleControllerConsistencyStatefulSet",
	"retention":      "StatefulSetAutoDeletePVC",
	"recreate":       "StatefulSetRecreateStrategy",
	"semantic":       "StatefulSetSemanticRevisionComparison",
	"startOrdinal":   "StatefulSetStartOrdinal",
}

// Gates that are not at their default.
var switched = map[string]bool{}

// switchGates puts all gates at the defaults of this tree, but for those that release names.
func switchGates(release string) {
	wanted := map[string]bool{}
	for _, match := range regexp.MustCompile(`([+-])([A-Za-z]+)`).FindAllStringSubmatch(release, -1) {
		gate, known := gateNames[match[2]]
		if !known {
			panic("there is no feature gate that is called " + match[2] + " for short")
		}
		wanted[gate] = match[1] == "+"
	}
	for gate := range switched {
		if _, still := wanted[gate]; !still {
			setGate(gate, utilfeature.DefaultMutableFeatureGate.GetAll()[featuregate.Feature(gate)].Default)
		}
	}
	for gate, on := range wanted {
		setGate(gate, on)
	}
	switched = wanted
}

func setGate(gate string, on bool) {
	if err := utilfeature.DefaultMutableFeatureGate.SetFromMap(map[string]bool{gate: on}); err != nil {
		panic("the feature gate " + gate + " cannot be switched in this tree: " + err.Error())
	}
}
