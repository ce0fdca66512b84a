resource "terraform_data" "x" { input = [cidrsubnet("10.0.0.0/8", 8, 2), cidrhost("10.0.0.0/8", -2), cidrnetmask("10.0.0.0/12"), cidrsubnets("10.0.0.0/8", 4, 4, 8), cidrsubnet("fd00::/16", 8, 1)] }
