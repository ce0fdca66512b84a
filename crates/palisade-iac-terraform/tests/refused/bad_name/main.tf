variable "1a" { default = 1 }
resource "terraform_data" "x" { input = 1 }
