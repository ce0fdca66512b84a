locals {
  a = local.b + 1
  b = local.c * 2
}
locals { c = length(local.d) }
locals { d = [for i in range(3) : "${i}"] }
resource "terraform_data" "x" { input = [local.a, local.b, local.c, local.d] }
