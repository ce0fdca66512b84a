
variable "str" {
  type    = string
  default = 5
}
variable "num" {
  type    = number
  default = "1.50"
}
variable "flag" {
  type    = bool
  default = "true"
}
variable "list" {
  type    = list(string)
  default = [1, true, "x"]
}
variable "lists" {
  type    = list(list(number))
  default = [["1"], [2, 3]]
}
variable "set" {
  type    = set(number)
  default = [3, "1", 2, 1]
}
variable "map" {
  type    = map(string)
  default = { a = 1, b = true }
}
variable "maps" {
  type    = map(list(string))
  default = { z = [1], a = [] }
}
variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "false"]
}
variable "any" {
  type    = any
  default = { a = [1, "x"], b = null }
}
variable "anylist" {
  type    = list(any)
  default = [1, "x", true]
}
variable "anymap" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "untyped" {
  default = [1, "x", { a = null }]
}
variable "object" {
  type = object({
    name  = string
    port  = optional(number, 80)
    tags  = optional(map(string), {})
    inner = optional(object({
      deep = optional(string, "deep default")
      list = optional(list(number))
    }), {})
    none = optional(string)
  })
  default = { name = 7, extra = "dropped", inner = { list = ["4"] } }
}
variable "objects" {
  type = list(object({
    cidr = string
    on   = optional(bool, true)
  }))
  default = [{ cidr = "a" }, { cidr = "b", on = null }, { cidr = "c", on = "false" }]
}
variable "omap" {
  type    = map(object({ n = optional(number, 1) }))
  default = { b = {}, a = { n = "5" } }
}
variable "nullable" {
  type     = string
  default  = "x"
  nullable = false
}
variable "nothing" {
  type    = string
  default = null
}

resource "terraform_data" "e0" {
  input = var.str
}

resource "terraform_data" "e1" {
  input = var.num
}

resource "terraform_data" "e2" {
  input = var.flag
}

resource "terraform_data" "e3" {
  input = var.list
}

resource "terraform_data" "e4" {
  input = var.lists
}

resource "terraform_data" "e5" {
  input = var.set
}

resource "terraform_data" "e6" {
  input = var.map
}

resource "terraform_data" "e7" {
  input = var.maps
}

resource "terraform_data" "e8" {
  input = var.tuple
}

resource "terraform_data" "e9" {
  input = var.any
}

resource "terraform_data" "e10" {
  input = var.anylist
}

resource "terraform_data" "e11" {
  input = var.anymap
}

resource "terraform_data" "e12" {
  input = var.untyped
}

resource "terraform_data" "e13" {
  input = var.object
}

resource "terraform_data" "e14" {
  input = var.objects
}

resource "terraform_data" "e15" {
  input = var.omap
}

resource "terraform_data" "e16" {
  input = var.nullable
}

resource "terraform_data" "e17" {
  input = var.nothing
}

resource "terraform_data" "e18" {
  input = var.object.inner.deep
}

resource "terraform_data" "e19" {
  input = var.objects[*].on
}

resource "terraform_data" "e20" {
  input = var.objects[1]
}

resource "terraform_data" "e21" {
  input = var.map["a"]
}

resource "terraform_data" "e22" {
  input = var.map.b
}

resource "terraform_data" "e23" {
  input = [for o in var.objects : o.cidr if o.on]
}

resource "terraform_data" "e24" {
  input = var.omap["a"].n
}

resource "terraform_data" "e25" {
  input = keys(var.omap)
}

resource "terraform_data" "e26" {
  input = var.list[2]
}

resource "terraform_data" "e27" {
  input = length(var.set)
}

resource "terraform_data" "e28" {
  input = var.nothing == null
}

resource "terraform_data" "e29" {
  input = [var.nothing, "a"]
}

resource "terraform_data" "e30" {
  input = var.num * 2
}

resource "terraform_data" "e31" {
  input = "${var.num}"
}

resource "terraform_data" "e32" {
  input = var.tuple[1] + 1
}

resource "terraform_data" "e33" {
  input = jsonencode(var.object)
}

resource "terraform_data" "e34" {
  input = jsonencode(var.set)
}

resource "terraform_data" "e35" {
  input = jsonencode(var.any)
}

resource "terraform_data" "e36" {
  input = tolist(var.set)
}

resource "terraform_data" "e37" {
  input = [for x in var.set : x + 1]
}

resource "terraform_data" "e38" {
  input = var.any.a
}

resource "terraform_data" "e39" {
  input = var.flag ? var.str : var.num
}

resource "terraform_data" "e40" {
  input = contains(var.list, "1")
}

resource "terraform_data" "e41" {
  input = coalesce(var.nothing, "d")
}

resource "terraform_data" "e42" {
  input = try(var.any.zz, "none")
}

resource "terraform_data" "e43" {
  input = can(var.any.a[5])
}

resource "terraform_data" "e44" {
  input = lookup(var.map, "zz", "d")
}

resource "terraform_data" "e45" {
  input = merge(var.map, { c = 3 })
}

resource "terraform_data" "e46" {
  input = { for k, v in var.map : upper(k) => "${v}!" }
}

resource "terraform_data" "e47" {
  input = var.lists[1][0]
}

resource "terraform_data" "e48" {
  input = flatten(var.lists)
}

resource "terraform_data" "e49" {
  input = concat(var.list, ["y"])
}

resource "terraform_data" "e50" {
  input = setunion(var.set, [9])
}

resource "terraform_data" "e51" {
  input = element(var.list, 4)
}

resource "terraform_data" "e52" {
  input = var.list == tolist(["1", "true", "x"])
}

resource "terraform_data" "e53" {
  input = var.maps.z
}

resource "terraform_data" "e54" {
  input = values(var.maps)
}
