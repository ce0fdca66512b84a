module "m" {
  count  = 0
  source = "./m"
}
module "n" {
  for_each = {}
  source   = "./m"
}
resource "terraform_data" "x" { input = [length(module.m), module.m[*].o, keys(module.n), try(module.m[0].o, "none"), [for k, v in module.n : v.o]] }
