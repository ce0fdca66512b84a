moved {
  from = terraform_data.a
  to = terraform_data.x
}
moved {
  from = terraform_data.a
  to = terraform_data.y
}
resource "terraform_data" "x" { input = 1 }
resource "terraform_data" "y" { input = 1 }
