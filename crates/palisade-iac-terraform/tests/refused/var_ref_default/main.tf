variable "a" { default = 1 }
variable "b" { default = var.a }
resource "terraform_data" "x" { input = var.b }
