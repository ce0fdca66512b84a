module "a" {
  source   = "./m"
  for_each = { x = 1, y = 2 }
  n        = each.value
  name     = each.key
}
module "b" {
  source = "./m"
  count  = length(module.a)
  n      = module.a["x"].out + count.index
  name   = join("-", [for k, v in module.a : "${k}${v.out}"])
}
resource "terraform_data" "r" {
  for_each = { for k, m in module.a : k => m.list }
  input    = concat(each.value, module.b[*].out)
}
resource "terraform_data" "s" { input = values(module.a)[*].out }
resource "terraform_data" "t" { input = module.b[1].list[0] }
resource "terraform_data" "u" { input = module.a.x.out }
