package statefulset

// This tree knows no guard: passes begin on whatever its caches show.
func hasOwnWriteGuard() bool { return false }

func recordOwnWrites(*StatefulSetController, *syncMessage) {}
