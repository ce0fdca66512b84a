variable "a" {
  type = string
  default = "main"
}
locals {
  l = "main"
  k = "main"
}
resource "terraform_data" "x" {
  input = "main"
  triggers_replace = "main"
  provisioner "local-exec" { command = "true" }
  lifecycle { create_before_destroy = true }
}
module "m" {
  source = "./m"
  a = "main"
  b = "main"
}
output "o" { value = "main" }
resource "terraform_data" "all" { input = [var.a, local.l, local.k, module.m.o] }
