moved {
  from = terraform_data.a
}
resource "terraform_data" "x" { input = 1 }
