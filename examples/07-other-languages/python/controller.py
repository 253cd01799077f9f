"""A small OrderedReady controller: creates pods one after the other, and takes away the highest when there are too many.

It knows no updates and no status. Standard library only; standard output is for messages, one a line.

    npx sts-check --controller 'exec:python3 examples/07-other-languages/python/controller.py'
"""
import json
import sys


def reconcile(view):
    """One pass: yields requests, gets their answers, and returns how it ended."""
    wanted = view.get("set")
    if wanted is None or wanted["deleting"]:
        return {}
    pods = {pod["name"]: pod for pod in view["pods"]}
    end = wanted["start"] + wanted["replicas"]

    # The lowest ordinal that is not there yet, unless one below it has to become ready first.
    for ordinal in range(wanted["start"], end):
        name = f"{wanted['name']}-{ordinal}"
        pod = pods.get(name)
        if pod is None:
            return (yield from create(wanted, name, view["claims"]))
        if pod["terminating"] or not pod["ready"]:
            return {}

    # The highest ordinal that is too many.
    extra = [pod for name, pod in pods.items() if ordinal_of(name) >= end]
    if not extra:
        return {}
    last = max(extra, key=lambda pod: ordinal_of(pod["name"]))
    if last["terminating"]:
        return {}
    answer = yield {"op": "deletePod", "name": last["name"], "uid": last["uid"]}
    return {} if answer["ok"] else {"error": answer["reason"]}


def create(wanted, name, existing):
    """A pod needs its claims first."""
    claims = [f"{template}-{name}" for template in wanted["claimTemplates"]]
    missing = [claim for claim in claims if claim not in {found["name"] for found in existing}]
    requests = [{"op": "createClaim", "name": claim} for claim in missing]
    for request in [*requests, {"op": "createPod", "name": name, "revision": wanted["template"], "claims": claims}]:
        answer = yield request
        if not answer["ok"]:
            return {"error": answer["reason"]}
    return {}


def ordinal_of(name):
    return int(name.rsplit("-", 1)[1])


def handle(message, current):
    """The answer to a message, and the pass that goes on after it."""
    if "hello" in message:
        return {"hello": {"protocol": 1, "name": "small-ordered-python"}}, None
    if "crash" in message:
        return {"ready": {}}, None
    try:
        if "sync" in message:
            current = reconcile(message["sync"]["view"])
            return {"requests": [next(current)]}, current
        return {"requests": [current.send(message["answer"])]}, current
    except StopIteration as end:
        return {"done": end.value}, None


current = None
for line in sys.stdin:
    message = json.loads(line)
    reply, current = handle(message, current)
    print(json.dumps({"id": message["id"], **reply}), flush=True)
