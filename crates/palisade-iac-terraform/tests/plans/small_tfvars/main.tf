variable "a" {}
variable "b" { type = list(number) }
variable "c" { default = "d" }
variable "d" { type = object({ x = string }) }
resource "terraform_data" "x" { input = [var.a, var.b, var.c, var.d] }
