resource "terraform_data" "x" { input = terraform_data.y.nope }
resource "terraform_data" "y" { input = 1 }
