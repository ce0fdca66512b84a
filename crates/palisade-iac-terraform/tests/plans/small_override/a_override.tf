variable "a" { default = "first" }
locals { l = "first" }
resource "terraform_data" "x" { input = "first" }
module "m" { b = "first" }
