variable "v" {
  default = 1
  validation {
    condition = var.v > 1
    error_message = "m"
  }
}
resource "terraform_data" "x" { input = var.v }
