locals { m = { a = 1 } }
resource "terraform_data" "x" { input = local.m["b"] }
