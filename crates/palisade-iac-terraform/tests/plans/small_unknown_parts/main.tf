resource "terraform_data" "u" { input = "q" }
locals {
  id = terraform_data.u.id
  m  = { a = local.id, b = "k" }
}
resource "terraform_data" "a" { input = local.m }
resource "terraform_data" "b" { input = local.m.b }
resource "terraform_data" "c" { input = { for k, v in local.m : k => v if k != "a" } }
resource "terraform_data" "d" { input = [for k, v in local.m : k] }
resource "terraform_data" "e" { input = length(local.m) }
resource "terraform_data" "f" { input = merge(local.m, { c = 1 }) }
resource "terraform_data" "g" { input = "x-${local.id}" }
resource "terraform_data" "h" { input = [local.id == null, local.id != "", try(local.id, "x")] }
resource "terraform_data" "i" { input = terraform_data.u.output }
resource "terraform_data" "j" { input = terraform_data.u.input }
resource "terraform_data" "k" {
  count = length(local.m)
  input = keys(local.m)[count.index]
}
resource "terraform_data" "l" {
  for_each = local.m
  input = each.value
}
