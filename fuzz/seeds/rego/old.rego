package k8s

import future.keywords.in
import data.lib.exclude as exempt

violation[{"msg": msg, "details": {}}] {
  c := input_containers[_]
  not exempt.is_exempt(c)
  input_share_hostnamespace(input.review.object)
  msg := sprintf("no %v: %v", [c.name, input.review.object.metadata.name])
}

input_share_hostnamespace(o) {
    o.spec.hostPID
} {
    o.spec.hostIPC
} else = true { "x" in o.names }

input_containers[c] { c := input.review.object.spec.containers[_] }
names["a"]
ports = {80, 443 | 1}
