locals {
  m = { a = ["x", "y"], b = ["z"] }
  flat = flatten([for k, l in local.m : [for v in l : { k = k, v = v }]])
}
resource "terraform_data" "x" {
  for_each = { for o in local.flat : "${o.k}.${o.v}" => o }
  input    = each.value.v
}
resource "terraform_data" "y" { input = [for o in local.flat : { for k, v in o : upper(k) => v }] }
resource "terraform_data" "z" { input = { for k, l in local.m : k => { for i, v in l : v => i } } }
resource "terraform_data" "w" { input = transpose(local.m) }
resource "terraform_data" "v" { input = setproduct(["a"], ["b", "c"]) }
