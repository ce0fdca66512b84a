variable "o" {
  type = object({
    a = string
    b = optional(string)
    c = optional(number, 5)
    d = optional(object({ x = optional(bool, true), y = optional(list(string), ["q"]) }), {})
    e = optional(map(object({ n = optional(number, 1) })), { k = {} })
    f = optional(set(string))
  })
  default = { a = 1, extra = "dropped" }
}
variable "p" {
  type = list(object({ a = optional(string, "x"), b = optional(any) }))
  default = [{}, { a = null }, { a = "y" }]
}
variable "q" {
  type = map(object({ n = optional(number, 1), t = optional(tuple([string, number])) }))
  default = { a = {}, b = { n = "7", t = [1, "2"] } }
}
variable "n" {
  type = object({ a = optional(string, "d") })
  default = null
}
variable "nn" {
  type = object({ a = optional(string, "d") })
  default = { a = "z" }
  nullable = false
}
resource "terraform_data" "o" { input = var.o }
resource "terraform_data" "q" { input = var.q }
resource "terraform_data" "n" { input = [var.n, var.nn, var.n == null] }
resource "terraform_data" "m" { input = try(var.n.a, "null") }
