
variable "v" { default = "base" }
locals {
  a = "base"
  b = "base"
}
resource "terraform_data" "r" {
  input = { v = var.v, a = local.a, b = local.b }
}
output "o" { value = 1 }
