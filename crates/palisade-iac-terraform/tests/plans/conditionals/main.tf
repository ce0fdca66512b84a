
locals {
  yes   = true
  no    = false
  none  = null
  empty = []
  objs  = [{ a = 1 }, { a = 2, b = "x" }]
}

resource "terraform_data" "e0" {
  input = local.yes ? 1 : "a"
}

resource "terraform_data" "e1" {
  input = local.no ? 1 : "a"
}

resource "terraform_data" "e2" {
  input = local.yes ? [1, 2] : []
}

resource "terraform_data" "e3" {
  input = local.no ? [1, 2] : []
}

resource "terraform_data" "e4" {
  input = local.yes ? [1, "a"] : []
}

resource "terraform_data" "e5" {
  input = local.yes ? { a = 1 } : {}
}

resource "terraform_data" "e6" {
  input = local.no ? { a = 1 } : {}
}

resource "terraform_data" "e7" {
  input = local.yes ? { a = 1, b = "x" } : {}
}

resource "terraform_data" "e8" {
  input = local.yes ? { a = 1 } : { b = 2 }
}

resource "terraform_data" "e9" {
  input = local.yes ? { a = 1 } : { a = "x" }
}

resource "terraform_data" "e10" {
  input = local.yes ? null : "a"
}

resource "terraform_data" "e11" {
  input = local.no ? null : "a"
}

resource "terraform_data" "e12" {
  input = local.yes ? "a" : null
}

resource "terraform_data" "e13" {
  input = local.yes ? [] : ["a"]
}

resource "terraform_data" "e14" {
  input = local.yes ? true : "x"
}

resource "terraform_data" "e15" {
  input = local.yes ? 1.5 : null
}

resource "terraform_data" "e16" {
  input = local.yes ? toset(["a"]) : []
}

resource "terraform_data" "e17" {
  input = local.yes ? ["a"] : toset(["b"])
}

resource "terraform_data" "e18" {
  input = local.yes ? tolist(["a"]) : []
}

resource "terraform_data" "e19" {
  input = "true" ? "a" : "b"
}

resource "terraform_data" "e20" {
  input = "false" ? "a" : "b"
}

resource "terraform_data" "e21" {
  input = local.none == null ? "n" : "v"
}

resource "terraform_data" "e22" {
  input = local.none != null
}

resource "terraform_data" "e23" {
  input = length(local.empty) > 0 ? local.empty[0] : "none"
}

resource "terraform_data" "e24" {
  input = local.yes && local.no
}

resource "terraform_data" "e25" {
  input = local.yes || local.no
}

resource "terraform_data" "e26" {
  input = !local.yes
}

resource "terraform_data" "e27" {
  input = local.yes == "true"
}

resource "terraform_data" "e28" {
  input = 1 == "1"
}

resource "terraform_data" "e29" {
  input = "1" == "1"
}

resource "terraform_data" "e30" {
  input = [] == []
}

resource "terraform_data" "e31" {
  input = {} == {}
}

resource "terraform_data" "e32" {
  input = [1] == ["1"]
}

resource "terraform_data" "e33" {
  input = tolist([1]) == tolist(["1"])
}

resource "terraform_data" "e34" {
  input = null == "a"
}

resource "terraform_data" "e35" {
  input = local.none
}

resource "terraform_data" "e36" {
  input = [local.none]
}

resource "terraform_data" "e37" {
  input = { a = local.none }
}

resource "terraform_data" "e38" {
  input = local.objs[*].a
}

resource "terraform_data" "e39" {
  input = local.objs[1].b
}

resource "terraform_data" "e40" {
  input = local.none[*]
}

resource "terraform_data" "e41" {
  input = "x"[*]
}

resource "terraform_data" "e42" {
  input = [for o in local.objs : try(o.b, "d")]
}

resource "terraform_data" "e43" {
  input = { for i, o in local.objs : i => o.a }
}

resource "terraform_data" "e44" {
  input = { for o in local.objs : "k${o.a}" => o... }
}

resource "terraform_data" "e45" {
  input = { for x in ["a", "b", "ab"] : substr(x, 0, 1) => x... }
}

resource "terraform_data" "e46" {
  input = [for x in ["b", "a"] : x]
}

resource "terraform_data" "e47" {
  input = [for k, v in { b = 1, a = 2 } : "${k}${v}"]
}

resource "terraform_data" "e48" {
  input = [for x in toset(["b", "a", "b"]) : x]
}

resource "terraform_data" "e49" {
  input = [for i, x in ["a", "b"] : i]
}

resource "terraform_data" "e50" {
  input = [for x in [1, 2, 3, 4] : x * 10 if x % 2 == 0]
}

resource "terraform_data" "e51" {
  input = [for x in [[1, 2], [3]] : [for y in x : y + 1]]
}

resource "terraform_data" "e52" {
  input = { for k, v in { a = { x = 1 } } : k => { for kk, vv in v : "${k}-${kk}" => vv } }
}

resource "terraform_data" "e53" {
  input = 5 > 3 ? "gt" : "le"
}

resource "terraform_data" "e54" {
  input = 5 >= 5 && 4 <= 4 && 3 < 4
}

resource "terraform_data" "e55" {
  input = 7 % 3
}

resource "terraform_data" "e56" {
  input = -7 % 3
}

resource "terraform_data" "e57" {
  input = 7 / 2
}

resource "terraform_data" "e58" {
  input = 2 * (3 + 4)
}

resource "terraform_data" "e59" {
  input = -(-3)
}

resource "terraform_data" "e60" {
  input = 1 + 2 * 3 - 4 / 2
}

resource "terraform_data" "e61" {
  input = "${1}${2}"
}

resource "terraform_data" "e62" {
  input = "${true}"
}

resource "terraform_data" "e63" {
  input = "a${null == null}"
}

resource "terraform_data" "e64" {
  input = "${{ a = 1 }.a}"
}

resource "terraform_data" "e65" {
  input = max([1, 5, 3]...)
}

resource "terraform_data" "e66" {
  input = [1, 2, 3][length([1])]
}

resource "terraform_data" "e67" {
  input = { "a b" = 1, (upper("k")) = 2, c : 3 }
}

resource "terraform_data" "e68" {
  input = { a = 1 }["a"]
}

resource "terraform_data" "e69" {
  input = { 1 = "x" }
}

resource "terraform_data" "e70" {
  input = [[1, 2], [3]][*][0]
}

resource "terraform_data" "e71" {
  input = [{ l = [1, 2] }, { l = [3] }][*].l[0]
}

resource "terraform_data" "e72" {
  input = [{ l = [1, 2] }, { l = [3] }].*.l[0]
}

resource "terraform_data" "e73" {
  input = [{ a = { b = 1 } }][*].a.b
}

resource "terraform_data" "e74" {
  input = one([for x in [1] : x])
}

resource "terraform_data" "e75" {
  input = [for s in ["x"] : "${s}-${upper(s)}"]
}
