resource "terraform_data" "x" { input = nope(1) }
