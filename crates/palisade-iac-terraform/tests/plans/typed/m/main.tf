variable "text" { type = string }
variable "list" { type = list(string) }
variable "object" {
  type = object({
    a = string
    b = optional(string)
    c = optional(number, 3)
  })
}
variable "number" { type = string }
variable "bool" { type = string }
variable "any" { type = any }
variable "nn" {
  type     = string
  nullable = false
}
output "text" { value = var.text }
output "list" { value = var.list }
output "object" { value = var.object }
output "number" { value = var.number }
output "bool" { value = var.bool }
output "any" { value = var.any }
output "nn_is_null" { value = var.nn == null }
output "text_is_null" { value = var.text == null }
output "try_attr" { value = try(var.text.foo, "fallback") }
output "obj_b" { value = var.object.b }
output "obj_c" { value = var.object.c }
