resource "terraform_data" "x" { input = true ? [1] : { a = 1 } }
