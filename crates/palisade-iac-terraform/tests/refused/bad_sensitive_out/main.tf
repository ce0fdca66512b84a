variable "s" {
  sensitive = true
  default = "x"
}
output "o" { value = var.s }
resource "terraform_data" "x" { input = 1 }
