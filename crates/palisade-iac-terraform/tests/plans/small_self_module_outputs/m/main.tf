variable "v" {}
output "o" { value = "${var.v}!" }
output "p" {
  value = 1
  description = "d"
  precondition {
    condition = var.v != ""
    error_message = "e"
  }
  depends_on = []
}
