variable "v" {
  default = "7"
}
resource "terraform_data" "x" {
  lifecycle {
    create_before_destroy = true
  }
}
output "o" { value = 2 }
