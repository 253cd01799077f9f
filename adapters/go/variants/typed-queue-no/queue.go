//go:build go1.22

package statefulset

import (
	"time"

	"k8s.io/client-go/util/workqueue"
)

// watchedQueue notes whether a pass asks for a next one, whenever that may be.
type watchedQueue struct {
	workqueue.RateLimitingInterface
	isAsked bool
}

func watchQueue(controller *StatefulSetController) *watchedQueue {
	queue := &watchedQueue{RateLimitingInterface: controller.queue}
	controller.queue = queue
	return queue
}

func (q *watchedQueue) Add(any) { q.isAsked = true }

func (q *watchedQueue) AddAfter(any, time.Duration) { q.isAsked = true }

func (q *watchedQueue) AddRateLimited(any) { q.isAsked = true }
