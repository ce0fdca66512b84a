variable "n" { type = number }
variable "name" {}
module "inner" {
  source   = "./inner"
  for_each = toset([for i in range(var.n) : "${var.name}${i}"])
  v        = each.value
}
output "out" { value = var.n * 10 }
output "list" { value = [for k, m in module.inner : m.v] }
