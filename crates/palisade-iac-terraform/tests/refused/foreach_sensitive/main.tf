variable "s" {
  sensitive = true
  default = ["a"]
}
resource "terraform_data" "x" {
  for_each = toset(var.s)
  input = 1
}
