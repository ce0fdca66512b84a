locals { l = [1] }
resource "terraform_data" "x" { input = local.l[1] }
