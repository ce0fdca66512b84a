variable "v" {
  type = number
  validation {
    condition = var.v > 0
    error_message = "m"
  }
  default = 5
}
output "o" {
  value = 1
}
resource "terraform_data" "x" {
  input = var.v
  lifecycle {
    precondition {
      condition = var.v == 7
      error_message = "e"
    }
  }
}
