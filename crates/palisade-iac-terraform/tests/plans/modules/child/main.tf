
variable "name" {}
variable "size" {
  type    = number
  default = 1
}
locals { label = upper(var.name) }
resource "terraform_data" "this" {
  input = { name = var.name, size = var.size, path = path.module }
}
output "upper" { value = local.label }
output "settings" { value = { size = var.size, label = local.label } }
