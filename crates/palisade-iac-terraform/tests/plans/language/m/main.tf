variable "conf" {
  type = object({
    name = string
    inner = optional(object({
      a = optional(string, "A")
      b = optional(number)
      c = optional(object({ d = optional(bool, true) }), {})
    }))
    absent = optional(object({ a = optional(string, "A") }))
    filled = optional(object({ a = optional(string, "A"), z = optional(list(string), ["q"]) }), {})
    items  = optional(list(object({ port = number, proto = optional(string, "tcp") })), [])
    maps   = optional(map(object({ on = optional(bool, true) })), {})
    null1  = optional(string, "dflt")
    any1   = optional(any, [1])
  })
}
variable "nn" {
  type     = string
  nullable = true
  default  = "d"
}
variable "nndef" {
  type     = string
  nullable = false
  default  = "kept"
}
variable "any" { type = list(any) }
variable "tup" { type = tuple([string, string]) }
variable "set" { type = set(string) }
variable "num" { type = number }
variable "str" { type = string }
variable "anyl" { type = any }
variable "anym" { type = map(any) }
variable "dobj" {
  type    = object({ a = optional(number, 1), b = optional(string) })
  default = {}
}
output "all" {
  value = {
    conf  = var.conf
    nn    = var.nn
    nndef = var.nndef
    any   = var.any
    tup   = var.tup
    set   = var.set
    num   = var.num
    str   = var.str
    anyl  = var.anyl
    anym  = var.anym
    dobj  = var.dobj
  }
}
