locals {
  o = { a = 1 }
  l = [{ a = 1, b = [{ c = 2 }] }, { a = 3, b = [] }]
  n = null
}
resource "terraform_data" "x" { input = [local.l[*].a, local.l.*.a, local.l[*].b[*].c] }
resource "terraform_data" "y" { input = [local.o[*].a, local.n[*], local.o[*]] }
resource "terraform_data" "z" { input = local.l.*.b[0] }
