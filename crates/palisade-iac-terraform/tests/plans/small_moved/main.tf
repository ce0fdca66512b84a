moved {
  from = terraform_data.old
  to   = terraform_data.new
}
moved {
  from = module.gone
  to   = module.m
}
resource "terraform_data" "new" { input = "n" }
module "m" { source = "./m" }
