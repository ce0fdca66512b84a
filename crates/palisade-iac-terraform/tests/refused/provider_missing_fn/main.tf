resource "terraform_data" "x" { input = provider::terraform::nope(1) }
