variable "o" {
  type = object({ a = optional(string, "A"), b = optional(string), c = optional(object({ d = optional(string, "D") })) })
  default = {}
}
variable "n" {
  type = string
  default = "def"
  nullable = false
}
resource "terraform_data" "x" { input = [var.o, var.n] }
