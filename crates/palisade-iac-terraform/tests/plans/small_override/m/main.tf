variable "a" {}
variable "b" {}
locals { q = 1 }
output "o" { value = [var.a, var.b, local.q] }
