variable "v" {
  type    = string
  default = "old"
}
variable "l" {
  type    = list
  default = ["a"]
}
variable "mm" {
  type    = map
  default = { a = "b" }
}
resource "terraform_data" "x" { input = ["${var.v}", "${var.l[0]}", "${lookup(var.mm, "a")}", var.l.0] }
