import {
  to = terraform_data.nope
  id = "x"
}
resource "terraform_data" "x" { input = 1 }
