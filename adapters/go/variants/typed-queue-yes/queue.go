//go:build go1.22

package statefulset

import (
	"time"

	"k8s.io/client-go/util/workqueue"
)

// watchedQueue notes whether a pass asks for a next one, whenever that may be.
type watchedQueue struct {
	workqueue.TypedRateLimitingInterface[string]
	isAsked bool
}

func watchQueue(controller *StatefulSetController) *watchedQueue {
	queue := &watchedQueue{TypedRateLimitingInterface: controller.queue}
	controller.queue = queue
	return queue
}

func (q *watchedQueue) Add(string) { q.isAsked = true }

func (q *watchedQueue) AddAfter(string, time.Duration) { q.isAsked = true }

func (q *watchedQueue) AddRateLimited(string) { q.isAsked = true }
