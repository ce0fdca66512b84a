variable "v" {}
variable "w" {}
resource "terraform_data" "y" { input = [var.v, var.w, var.v == var.v ? 1 : 1] }
output "w" { value = var.w }
output "c" { value = { v = var.v, k = "k" } }
