variable "v" {
  type = number
  default = "x"
}
resource "terraform_data" "x" { input = var.v }
