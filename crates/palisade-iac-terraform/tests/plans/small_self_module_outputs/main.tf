module "a" {
  source = "./m"
  v = module.b.o
}
module "b" {
  source = "./m"
  v = "base"
}
resource "terraform_data" "x" { input = [module.a, module.b.o] }
