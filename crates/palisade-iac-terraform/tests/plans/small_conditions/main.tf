variable "n" {
  type    = number
  default = 3
  validation {
    condition     = var.n > 2 && var.n < var.max
    error_message = "n"
  }
}
variable "max" { default = 10 }
resource "terraform_data" "x" {
  input = var.n
  lifecycle {
    precondition {
      condition     = var.n == 3
      error_message = "three"
    }
    postcondition {
      condition     = self.input == 3
      error_message = "three"
    }
    ignore_changes        = [triggers_replace]
    create_before_destroy = true
    replace_triggered_by  = [terraform_data.y]
  }
}
resource "terraform_data" "y" { input = "y" }
