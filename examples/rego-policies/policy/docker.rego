# Rules about Dockerfiles: the input is the list of instructions.
package main

import rego.v1

last_stage := max([instruction.Stage | some instruction in input])

deny_docker_root contains "the image runs as root; add `USER`" if {
	is_array(input)
	not has_user
}

has_user if {
	some instruction in input
	instruction.Cmd == "user"
	instruction.Stage == last_stage
	not instruction.Value[0] in {"root", "0"}
}
