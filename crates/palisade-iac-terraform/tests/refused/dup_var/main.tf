variable "a" { default = 1 }
variable "a" { default = 2 }
resource "terraform_data" "x" { input = var.a }
