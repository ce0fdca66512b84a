resource "terraform_data" "x" { input = "in" }
moved {
  from = terraform_data.y
  to = terraform_data.x
}
