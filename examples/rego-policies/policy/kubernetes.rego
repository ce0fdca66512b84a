# Rules about manifests: each document of a file is an input.
package main

import rego.v1

workloads := {"DaemonSet", "Deployment", "Job", "StatefulSet"}

containers contains container if {
	input.kind in workloads
	some container in input.spec.template.spec.containers
}

# METADATA
# title: Containers are not privileged
# description: A privileged container can do on its node whatever root can.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: k8s-privileged
#   severity: critical
#   remedy: Take `privileged` away and add the capabilities that are needed.
deny contains msg if {
	some container in containers
	container.securityContext.privileged
	msg := sprintf("container `%s` is privileged", [container.name])
}

# METADATA
# title: Images have a fixed tag
# custom:
#   id: k8s-latest
#   severity: medium
deny contains {"msg": msg} if {
	some container in containers
	endswith(container.image, ":latest")
	msg := sprintf("container `%s` runs whatever `latest` is today", [container.name])
}

warn_owner contains "the workload names no team in the label `team`" if {
	input.kind in workloads
	not input.metadata.labels.team
}
