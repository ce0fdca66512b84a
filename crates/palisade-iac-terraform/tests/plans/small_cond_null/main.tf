locals {
  t = true
  n = null
  a = local.t ? null : "x"
  b = local.t ? "x" : null
  c = local.t ? null : ["x"]
  e = local.t ? [1] : ["x", "y"]
  f = local.t ? 1 : "x"
  g = local.t ? {} : { a = 1 }
  h = local.t ? [] : [1]
  i = local.t ? tolist([]) : null
}
resource "terraform_data" "a" { input = local.a }
resource "terraform_data" "b" { input = local.b }
resource "terraform_data" "c" { input = local.c == null }
resource "terraform_data" "e" { input = jsonencode(local.e) }
resource "terraform_data" "f" { input = jsonencode(local.f) }
resource "terraform_data" "g" { input = jsonencode(local.g) }
resource "terraform_data" "h" { input = jsonencode(local.h) }
resource "terraform_data" "i" { input = jsonencode(local.i) }
resource "terraform_data" "j" { input = [local.a == null ? 1 : 2, local.n == null, coalesce(local.a, "z")] }
resource "terraform_data" "k" { input = { for k, v in { a = local.a, b = local.b } : k => v if v != null } }
