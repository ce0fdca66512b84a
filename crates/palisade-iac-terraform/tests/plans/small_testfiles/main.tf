variable "v" { default = "d" }
resource "terraform_data" "x" { input = var.v }
