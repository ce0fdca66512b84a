
variable "regions" {
  type    = map(string)
  default = { eu = "eu-central-1", us = "us-east-1" }
}
locals {
  names  = ["web", "db"]
  nested = { a = { n = 2 }, b = { n = 1 } }
}
module "one" {
  source = "./child"
  name   = "one"
}
module "many" {
  source   = "./child"
  for_each = var.regions
  name     = "${each.key}-${each.value}"
  size     = length(each.value)
}
module "counted" {
  source = "./child"
  count  = 2
  name   = local.names[count.index]
}
module "deep" {
  source   = "./deep"
  for_each = local.nested
  n        = each.value.n
  label    = each.key
}
resource "terraform_data" "outs" {
  input = {
    one    = module.one.upper
    many   = [for k in sort(keys(module.many)) : module.many[k].upper]
    splat  = module.counted[*].upper
    second = module.counted[1].settings.size
    all    = { for k, m in module.many : k => m.settings }
    values = values(module.many)[*].settings.size
    deep   = { for k, m in module.deep : k => m.all }
  }
}
resource "terraform_data" "each" {
  for_each = toset(local.names)
  input    = "${each.key}/${each.value}"
}
resource "terraform_data" "eachmap" {
  for_each = { for i, n in local.names : n => { index = i, label = upper(n) } if n != "none" }
  input    = each.value
}
resource "terraform_data" "count" {
  count = length(local.names)
  input = local.names[count.index]
}
resource "terraform_data" "zero" {
  count = 0
  input = "never"
}
resource "terraform_data" "refs" {
  input = {
    each  = terraform_data.each["web"].input
    count = terraform_data.count[*].input
    legacy = terraform_data.count.*.input
    map   = { for k, r in terraform_data.eachmap : k => r.input.label }
    zero  = length(terraform_data.zero)
    one   = terraform_data.count[0].input
    try   = try(terraform_data.zero[0].input, "none")
    oneof = one(terraform_data.zero[*].input)
    keys  = keys(terraform_data.each)
  }
}
