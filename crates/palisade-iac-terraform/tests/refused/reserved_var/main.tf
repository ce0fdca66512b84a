variable "count" { default = 1 }
resource "terraform_data" "x" { input = 1 }
