resource "terraform_data" "u" { input = "u" }
module "m" {
  source = "./m"
  v      = terraform_data.u.id
  w      = terraform_data.u.input
}
resource "terraform_data" "x" { input = [module.m.w, module.m.c] }
