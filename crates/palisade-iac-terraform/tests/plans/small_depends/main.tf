resource "terraform_data" "a" {
  input = "a"
  depends_on = [terraform_data.b, module.m]
}
resource "terraform_data" "b" { input = "b" }
module "m" {
  source = "./m"
  depends_on = [terraform_data.b]
}
