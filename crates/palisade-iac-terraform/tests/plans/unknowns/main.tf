resource "terraform_data" "u" {}
resource "terraform_data" "k" {
  input            = "known"
  triggers_replace = [1]
}
resource "terraform_data" "c" {
  count = 2
  input = count.index
}
resource "terraform_data" "f" {
  for_each = toset(["a", "b"])
  input    = each.key
}
module "m" {
  source = "./m"
  id     = terraform_data.u.id
}

resource "terraform_data" "e0" {
  input = terraform_data.u.id
}

resource "terraform_data" "e1" {
  input = "a-${terraform_data.u.id}"
}

resource "terraform_data" "e2" {
  input = [terraform_data.u.id, "x"]
}

resource "terraform_data" "e3" {
  input = { a = terraform_data.u.id, b = 1 }
}

resource "terraform_data" "e4" {
  input = upper(terraform_data.u.id)
}

resource "terraform_data" "e5" {
  input = terraform_data.u.id == "x"
}

resource "terraform_data" "e6" {
  input = true || terraform_data.u.id == "x"
}

resource "terraform_data" "e7" {
  input = false && terraform_data.u.id == "x"
}

resource "terraform_data" "e8" {
  input = terraform_data.u.id == "x" && false
}

resource "terraform_data" "e9" {
  input = terraform_data.u.id == "x" ? "a" : "b"
}

resource "terraform_data" "e10" {
  input = terraform_data.u.id == "x" ? "a" : "a"
}

resource "terraform_data" "e11" {
  input = true ? "k" : terraform_data.u.id
}

resource "terraform_data" "e12" {
  input = false ? "k" : terraform_data.u.id
}

resource "terraform_data" "e13" {
  input = length([terraform_data.u.id, "b"])
}

resource "terraform_data" "e14" {
  input = length(terraform_data.u.id)
}

resource "terraform_data" "e15" {
  input = [for x in [terraform_data.u.id, "b"] : upper(x)]
}

resource "terraform_data" "e16" {
  input = { for x in ["a"] : x => terraform_data.u.id }
}

resource "terraform_data" "e17" {
  input = { for x in [terraform_data.u.id] : x => 1 }
}

resource "terraform_data" "e18" {
  input = [for x in ["a", "b"] : x if terraform_data.u.id != x]
}

resource "terraform_data" "e19" {
  input = merge({ a = 1 }, { b = terraform_data.u.id })
}

resource "terraform_data" "e20" {
  input = keys({ a = terraform_data.u.id })
}

resource "terraform_data" "e21" {
  input = values({ a = terraform_data.u.id, b = 2 })
}

resource "terraform_data" "e22" {
  input = lookup({ a = terraform_data.u.id, b = 2 }, "b", 3)
}

resource "terraform_data" "e23" {
  input = { a = terraform_data.u.id, b = 2 }.b
}

resource "terraform_data" "e24" {
  input = [terraform_data.u.id, "b"][1]
}

resource "terraform_data" "e25" {
  input = [1, 2][length(terraform_data.u.id)]
}

resource "terraform_data" "e26" {
  input = concat([terraform_data.u.id], ["b"])
}

resource "terraform_data" "e27" {
  input = join(",", [terraform_data.u.id, "b"])
}

resource "terraform_data" "e28" {
  input = jsonencode({ a = terraform_data.u.id })
}

resource "terraform_data" "e29" {
  input = coalesce(terraform_data.u.id, "b")
}

resource "terraform_data" "e30" {
  input = coalesce("a", terraform_data.u.id)
}

resource "terraform_data" "e31" {
  input = contains(["a", terraform_data.u.id], "a")
}

resource "terraform_data" "e32" {
  input = contains(["a", terraform_data.u.id], "z")
}

resource "terraform_data" "e33" {
  input = element([terraform_data.u.id, "b"], 1)
}

resource "terraform_data" "e34" {
  input = flatten([[terraform_data.u.id], ["b"]])
}

resource "terraform_data" "e35" {
  input = distinct([terraform_data.u.id, "b"])
}

resource "terraform_data" "e36" {
  input = sort([terraform_data.u.id, "b"])
}

resource "terraform_data" "e37" {
  input = reverse([terraform_data.u.id, "b"])
}

resource "terraform_data" "e38" {
  input = slice([terraform_data.u.id, "b"], 1, 2)
}

resource "terraform_data" "e39" {
  input = toset([terraform_data.u.id, "b"])
}

resource "terraform_data" "e40" {
  input = length(toset([terraform_data.u.id, "b"]))
}

resource "terraform_data" "e41" {
  input = tolist([terraform_data.u.id, "b"])
}

resource "terraform_data" "e42" {
  input = zipmap(["a"], [terraform_data.u.id])
}

resource "terraform_data" "e43" {
  input = try(terraform_data.u.id, "x")
}

resource "terraform_data" "e44" {
  input = can(terraform_data.u.id)
}

resource "terraform_data" "e45" {
  input = try(terraform_data.u.output.a, "x")
}

resource "terraform_data" "e46" {
  input = terraform_data.k.output
}

resource "terraform_data" "e47" {
  input = terraform_data.k.input
}

resource "terraform_data" "e48" {
  input = terraform_data.k.triggers_replace
}

resource "terraform_data" "e49" {
  input = terraform_data.c[*].id
}

resource "terraform_data" "e50" {
  input = terraform_data.c[*].input
}

resource "terraform_data" "e51" {
  input = terraform_data.c[0].input
}

resource "terraform_data" "e52" {
  input = length(terraform_data.c)
}

resource "terraform_data" "e53" {
  input = { for k, r in terraform_data.f : k => r.id }
}

resource "terraform_data" "e54" {
  input = { for k, r in terraform_data.f : k => r.input }
}

resource "terraform_data" "e55" {
  input = keys(terraform_data.f)
}

resource "terraform_data" "e56" {
  input = format("%s-%d", terraform_data.u.id, 1)
}

resource "terraform_data" "e57" {
  input = replace(terraform_data.u.id, "a", "b")
}

resource "terraform_data" "e58" {
  input = split(",", terraform_data.u.id)
}

resource "terraform_data" "e59" {
  input = length(split(",", terraform_data.u.id))
}

resource "terraform_data" "e60" {
  input = split(",", terraform_data.u.id)[0]
}

resource "terraform_data" "e61" {
  input = one([terraform_data.u.id])
}

resource "terraform_data" "e62" {
  input = [terraform_data.u.id][*]
}

resource "terraform_data" "e63" {
  input = tostring(terraform_data.u.id)
}

resource "terraform_data" "e64" {
  input = base64encode(terraform_data.u.id)
}

resource "terraform_data" "e65" {
  input = alltrue([false, terraform_data.u.id == "x"])
}

resource "terraform_data" "e66" {
  input = anytrue([true, terraform_data.u.id == "x"])
}

resource "terraform_data" "e67" {
  input = alltrue([true, terraform_data.u.id == "x"])
}

resource "terraform_data" "e68" {
  input = setunion([terraform_data.u.id], ["b"])
}

resource "terraform_data" "e69" {
  input = compact([terraform_data.u.id, ""])
}

resource "terraform_data" "e70" {
  input = templatefile("t.tftpl", { a = terraform_data.u.id })
}

resource "terraform_data" "e71" {
  input = max(1, length(terraform_data.u.id))
}

resource "terraform_data" "e72" {
  input = [1, terraform_data.u.id] == [2, terraform_data.u.id]
}

resource "terraform_data" "e73" {
  input = [1, terraform_data.u.id] == [1, terraform_data.u.id]
}

resource "terraform_data" "e74" {
  input = timestamp()
}

resource "terraform_data" "e75" {
  input = uuid()
}

resource "terraform_data" "e76" {
  input = index(["a", terraform_data.u.id], "a")
}

resource "terraform_data" "e77" {
  input = setproduct(["a"], [terraform_data.u.id])
}

resource "terraform_data" "e78" {
  input = chunklist([terraform_data.u.id, "b", "c"], 2)
}

resource "terraform_data" "e79" {
  input = transpose({ a = [terraform_data.u.id] })
}

resource "terraform_data" "e80" {
  input = matchkeys(["a"], [terraform_data.u.id], ["x"])
}

resource "terraform_data" "e81" {
  input = range(length(terraform_data.u.id))
}

resource "terraform_data" "e82" {
  input = "%{ if terraform_data.u.id == "x" }a%{ else }b%{ endif }"
}

resource "terraform_data" "e83" {
  input = "%{ for x in [terraform_data.u.id] }${x}%{ endfor }"
}

resource "terraform_data" "e84" {
  input = -length(terraform_data.u.id)
}

resource "terraform_data" "e85" {
  input = !(terraform_data.u.id == "x")
}

resource "terraform_data" "e86" {
  input = 1 + length(terraform_data.u.id)
}

resource "terraform_data" "e87" {
  input = md5(terraform_data.u.id)
}

resource "terraform_data" "e88" {
  input = coalescelist([], [terraform_data.u.id])
}

resource "terraform_data" "e89" {
  input = formatlist("%s", [terraform_data.u.id, "b"])
}

resource "terraform_data" "e90" {
  input = nonsensitive(sensitive("x"))
}

resource "terraform_data" "e91" {
  input = startswith("x${terraform_data.u.id}", "x")
}

resource "terraform_data" "e92" {
  input = yamlencode({ a = terraform_data.u.id })
}

resource "terraform_data" "e93" {
  input = sum([1, length(terraform_data.u.id)])
}

resource "terraform_data" "e94" {
  input = substr(terraform_data.u.id, 0, 1)
}

resource "terraform_data" "e95" {
  input = element([1, 2], length(terraform_data.u.id))
}

resource "terraform_data" "e96" {
  input = { (terraform_data.u.id) = 1 }
}

resource "terraform_data" "e97" {
  input = regex("a", terraform_data.u.id)
}

resource "terraform_data" "e98" {
  input = lookup({}, terraform_data.u.id, 1)
}

resource "terraform_data" "e99" {
  input = tomap({ a = terraform_data.u.id, b = "x" })
}

resource "terraform_data" "e100" {
  input = module.m.known
}

resource "terraform_data" "e101" {
  input = module.m.unknown
}

resource "terraform_data" "e102" {
  input = module.m.list[0]
}

resource "terraform_data" "e103" {
  input = module.m
}
