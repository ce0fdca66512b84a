variable "v" {}
resource "terraform_data" "x" { input = upper(var.v) }
output "v" { value = terraform_data.x.input }
