variable "v" {}
output "o" {
  value = upper(var.v)
  sensitive = true
}
