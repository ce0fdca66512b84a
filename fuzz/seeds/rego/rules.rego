# METADATA
# title: Containers
# custom:
#   severity: high
package palisade.containers["a-b"].if

import data.lib.images as img # images
import input.request.object

default allow := false

default level(_) := "none"

allow if {
	object.kind == "Pod" # only pods
	not denied

	# every image is known
	every i, c in object.spec.containers { img.known(c.image, i + 1) }
} else := {"reason": reason} if {
	some reason in {"a", "b"}
}

deny contains {"msg": msg, "path": [k, v]} if {
	some k, v in object.metadata.labels
	regex.match(`^[a-z]+$`, k) with input.x as {1, 2} with data.y as [z | z := k]
	msg := $"label {k} of {sprintf("%v", [v])} \{x}"
}

p[x].q[y] := x * 2 - 1 if { x := 1 } { x := 2; y = -.5e3 }

level(n) := {x: y | y := n[x]; x != null}[_] | set()
if.foo := `raw
text`
