variable "s" {
  default   = "secret"
  sensitive = true
}
locals {
  l = "x-${var.s}"
  m = { a = var.s, b = "plain" }
}
resource "terraform_data" "a" { input = local.l }
resource "terraform_data" "b" { input = local.m }
resource "terraform_data" "c" { input = nonsensitive(local.l) }
resource "terraform_data" "d" { input = length(var.s) }
resource "terraform_data" "e" { input = issensitive(local.m) }
resource "terraform_data" "f" { input = [issensitive(local.m.a), issensitive(local.m.b), issensitive(local.l)] }
resource "terraform_data" "g" {
  for_each = nonsensitive(toset([var.s]))
  input = each.key
}
resource "terraform_data" "h" { input = module.m.o }
module "m" {
  source = "./m"
  v = var.s
}
