
variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" {
  type    = list(string)
  default = []
}
variable "d" { type = map(number) }
variable "e" {
  type = object({ x = string, y = optional(number, 3) })
}
variable "f" {
  type     = string
  default  = "f"
  nullable = false
}
resource "terraform_data" "r" {
  input = { a = var.a, b = var.b, c = var.c, d = var.d, e = var.e, f = var.f }
}
