variable "id" { type = string }
locals { a = "x" }
output "known" { value = local.a }
output "unknown" { value = "${var.id}-${local.a}" }
output "list" { value = [local.a, var.id] }
