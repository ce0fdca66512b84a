output "a" {
  value = { x = [1] }
  sensitive = true
}
output "b" {
  value = null
}
module "m" { source = "./m" }
resource "terraform_data" "x" { input = [module.m.n == null, module.m.t, jsonencode(module.m)] }
