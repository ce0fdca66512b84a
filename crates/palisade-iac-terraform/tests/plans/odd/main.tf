resource "terraform_data" "u" { input = "q" }
variable "s" {
  default   = "sens"
  sensitive = true
}
variable "nl" {
  type    = list(string)
  default = null
}
variable "nm" {
  type    = map(number)
  default = null
}
variable "eo" {
  type    = list(object({ a = number, b = optional(string) }))
  default = []
}
variable "lo" {
  type    = list(object({ a = number, b = optional(string) }))
  default = [{ a = 1 }, { a = 2, b = "x" }]
}
variable "so" {
  type    = set(object({ a = number, b = optional(string) }))
  default = [{ a = 2, b = "x" }, { a = 1 }]
}
locals {
  yaml = "a: &x {k: 1}\nb: *x\nc: [1, 2.5, yes, ~, '3']\n"
}
resource "terraform_data" "o0" { input = try([min({ a = true, b = false }[0], 255, 1e200), jsonencode(min({ a = true, b = false }[0], 255, 1e200))], "error") }
resource "terraform_data" "o1" { input = try([[for k, v in " " : k ], jsonencode([for k, v in " " : k ])], "error") }
resource "terraform_data" "o2" { input = try(["%{ if null }y%{ else }n%{ endif }", jsonencode("%{ if null }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o3" { input = try(["é", jsonencode("é")], "error") }
resource "terraform_data" "o4" { input = try([tolist(({ a = null } + [[["deep"]], []])), jsonencode(tolist(({ a = null } + [[["deep"]], []])))], "error") }
resource "terraform_data" "o5" { input = try([chunklist(true, 64), jsonencode(chunklist(true, 64))], "error") }
resource "terraform_data" "o6" { input = try([(tobool(null) && tomap({ a = [1], b = [] })), jsonencode((tobool(null) && tomap({ a = [1], b = [] })))], "error") }
resource "terraform_data" "o7" { input = try(["%{ if terraform_data.u.id }y%{ else }n%{ endif }", jsonencode("%{ if terraform_data.u.id }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o8" { input = try([dirname("aGk="), jsonencode(dirname("aGk="))], "error") }
resource "terraform_data" "o9" { input = try([(tobool(null) ? 64 : toset([])), jsonencode((tobool(null) ? 64 : toset([])))], "error") }
resource "terraform_data" "o10" { input = try([signum(1/3), jsonencode(signum(1/3))], "error") }
resource "terraform_data" "o11" { input = try([sha512("%s"), jsonencode(sha512("%s"))], "error") }
resource "terraform_data" "o12" { input = try([{for k, v in toset([]) : "c" => v...}, jsonencode({for k, v in toset([]) : "c" => v...})], "error") }
resource "terraform_data" "o13" { input = try([trimprefix("ÿ", "[1,2"), jsonencode(trimprefix("ÿ", "[1,2"))], "error") }
resource "terraform_data" "o14" { input = try([(false ? tolist([]) : tomap({ a = [1], b = [] })), jsonencode((false ? tolist([]) : tomap({ a = [1], b = [] })))], "error") }
resource "terraform_data" "o15" { input = try([setintersection(var.lo, [[["deep"]], []]), jsonencode(setintersection(var.lo, [[["deep"]], []]))], "error") }
resource "terraform_data" "o16" { input = try([(toset([terraform_data.u.id, "a"]) < terraform_data.u.id), jsonencode((toset([terraform_data.u.id, "a"]) < terraform_data.u.id))], "error") }
resource "terraform_data" "o17" { input = try([[for k, v in [null] : v == null ], jsonencode([for k, v in [null] : v == null ])], "error") }
resource "terraform_data" "o18" { input = try([[for k, v in { p = var.s } : k ], jsonencode([for k, v in { p = var.s } : k ])], "error") }
resource "terraform_data" "o19" { input = try([{for k, v in { a = true, b = false } : "${k}-x" => v}, jsonencode({for k, v in { a = true, b = false } : "${k}-x" => v})], "error") }
resource "terraform_data" "o20" { input = try([element((null < var.eo), toset(["b", "a"])...), jsonencode(element((null < var.eo), toset(["b", "a"])...))], "error") }
resource "terraform_data" "o21" { input = try([jsondecode("\n"), jsonencode(jsondecode("\n"))], "error") }
resource "terraform_data" "o22" { input = try([floor(jsonencode(null)), jsonencode(floor(jsonencode(null)))], "error") }
resource "terraform_data" "o23" { input = try([indent(0, "0x1F"), jsonencode(indent(0, "0x1F"))], "error") }
resource "terraform_data" "o24" { input = try([(-0 ? "👨‍👩‍👧" : tobool(null)), jsonencode((-0 ? "👨‍👩‍👧" : tobool(null)))], "error") }
resource "terraform_data" "o25" { input = try([(tobool("true") ? tostring(null) : "-0"), jsonencode((tobool("true") ? tostring(null) : "-0"))], "error") }
resource "terraform_data" "o26" { input = try([[for k, v in tomap({ a = [1], b = [] }) : v == null ], jsonencode([for k, v in tomap({ a = [1], b = [] }) : v == null ])], "error") }
resource "terraform_data" "o27" { input = try([timeadd("2024-02-28T23:00:00Z", "-90m"), jsonencode(timeadd("2024-02-28T23:00:00Z", "-90m"))], "error") }
resource "terraform_data" "o28" { input = try([zipmap(var.lo, tolist(["é", "e"])), jsonencode(zipmap(var.lo, tolist(["é", "e"])))], "error") }
resource "terraform_data" "o29" { input = try([format("%.3s|%10.2q", [terraform_data.u.id, "k"], distinct([1, 1.0, "1"])), jsonencode(format("%.3s|%10.2q", [terraform_data.u.id, "k"], distinct([1, 1.0, "1"])))], "error") }
resource "terraform_data" "o30" { input = try([pow(1e3, ["a", "b"]...), jsonencode(pow(1e3, ["a", "b"]...))], "error") }
resource "terraform_data" "o31" { input = try([md5(setintersection(["a", "b"], [1, 1.0, "1"])), jsonencode(md5(setintersection(["a", "b"], [1, 1.0, "1"])))], "error") }
resource "terraform_data" "o32" { input = try([pow([for k, v in toset([{ a = 1 }]) : upper(v) if v], 0), jsonencode(pow([for k, v in toset([{ a = 1 }]) : upper(v) if v], 0))], "error") }
resource "terraform_data" "o33" { input = try([(-1 != toset([{ a = 1 }])), jsonencode((-1 != toset([{ a = 1 }])))], "error") }
resource "terraform_data" "o34" { input = try([tobool(null), jsonencode(tobool(null))], "error") }
resource "terraform_data" "o35" { input = try([(["b", "a", "b"] / null), jsonencode((["b", "a", "b"] / null))], "error") }
resource "terraform_data" "o36" { input = try([ceil(1/3), jsonencode(ceil(1/3))], "error") }
resource "terraform_data" "o37" { input = try([min(split(",", terraform_data.u.id), 1e200, parseint("ff", 16)), jsonencode(min(split(",", terraform_data.u.id), 1e200, parseint("ff", 16)))], "error") }
resource "terraform_data" "o38" { input = try([csvdecode("$${x}"), jsonencode(csvdecode("$${x}"))], "error") }
resource "terraform_data" "o39" { input = try([(true ? [{ a = 1 }, { b = 2 }] : "192.168.1.300/24"), jsonencode((true ? [{ a = 1 }, { b = 2 }] : "192.168.1.300/24"))], "error") }
resource "terraform_data" "o40" { input = try([coalesce(false, ["b", "a", "b"]), jsonencode(coalesce(false, ["b", "a", "b"]))], "error") }
resource "terraform_data" "o41" { input = try([floor((null ? var.eo : tomap({ a = [1], b = [] }))), jsonencode(floor((null ? var.eo : tomap({ a = [1], b = [] }))))], "error") }
resource "terraform_data" "o42" { input = try([(tobool(null) ? 2.5 : -7.5), jsonencode((tobool(null) ? 2.5 : -7.5))], "error") }
resource "terraform_data" "o43" { input = try([textencodebase64(try("192.168.1.300/24", tobool(terraform_data.u.id == "z")), "ISO-8859-1"), jsonencode(textencodebase64(try("192.168.1.300/24", tobool(terraform_data.u.id == "z")), "ISO-8859-1"))], "error") }
resource "terraform_data" "o44" { input = try([sha256(({ a = true, b = false } != { a = null })), jsonencode(sha256(({ a = true, b = false } != { a = null })))], "error") }
resource "terraform_data" "o45" { input = try([flatten([for k, v in "日本語" : v.a if k != 0]), jsonencode(flatten([for k, v in "日本語" : v.a if k != 0]))], "error") }
resource "terraform_data" "o46" { input = try([trimsuffix(regexall("a.b-c_d", null), "a,b,,c"), jsonencode(trimsuffix(regexall("a.b-c_d", null), "a,b,,c"))], "error") }
resource "terraform_data" "o47" { input = try([issensitive(length(terraform_data.u.id)), jsonencode(issensitive(length(terraform_data.u.id)))], "error") }
resource "terraform_data" "o48" { input = try([(tobool(null) ? tobool(null) : tobool(null)), jsonencode((tobool(null) ? tobool(null) : tobool(null)))], "error") }
resource "terraform_data" "o49" { input = try([cidrsubnets("ÿ", -1, { a = [1, 2], b = [] }), jsonencode(cidrsubnets("ÿ", -1, { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o50" { input = try(["%{ for x in "ǅ" ~} ${x} %{ endfor }", jsonencode("%{ for x in "ǅ" ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o51" { input = try([(null != tomap({ a = [1], b = [] })), jsonencode((null != tomap({ a = [1], b = [] })))], "error") }
resource "terraform_data" "o52" { input = try([can("é"), jsonencode(can("é"))], "error") }
resource "terraform_data" "o53" { input = try([lower(1), jsonencode(lower(1))], "error") }
resource "terraform_data" "o54" { input = try([toset([null]), jsonencode(toset([null]))], "error") }
resource "terraform_data" "o55" { input = try([length("ÿ"), jsonencode(length("ÿ"))], "error") }
resource "terraform_data" "o56" { input = try([distinct([]), jsonencode(distinct([]))], "error") }
resource "terraform_data" "o57" { input = try([contains(coalesce(tobool("true"), parseint("ff", 16)), 1e3), jsonencode(contains(coalesce(tobool("true"), parseint("ff", 16)), 1e3))], "error") }
resource "terraform_data" "o58" { input = try([{for k, v in ["b", "a", "b"] : k => v}, jsonencode({for k, v in ["b", "a", "b"] : k => v})], "error") }
resource "terraform_data" "o59" { input = try([ceil(regex("2024-02-29T12:00:00+05:30")), jsonencode(ceil(regex("2024-02-29T12:00:00+05:30")))], "error") }
resource "terraform_data" "o60" { input = try([("[1,2" ? parseint("ff", 16) : "\t\"q\""), jsonencode(("[1,2" ? parseint("ff", 16) : "\t\"q\""))], "error") }
resource "terraform_data" "o61" { input = try([({ a = 1, b = "x" } < tobool(terraform_data.u.id == "z")), jsonencode(({ a = 1, b = "x" } < tobool(terraform_data.u.id == "z")))], "error") }
resource "terraform_data" "o62" { input = try([dirname("2001:db8::/32"), jsonencode(dirname("2001:db8::/32"))], "error") }
resource "terraform_data" "o63" { input = try([concat(dirname("10.0.0.0/8"), toset(["b", "a"])), jsonencode(concat(dirname("10.0.0.0/8"), toset(["b", "a"])))], "error") }
resource "terraform_data" "o64" { input = try(["%{ if 1 }y%{ else }n%{ endif }", jsonencode("%{ if 1 }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o65" { input = try([[for k, v in [{ a = 1 }, { a = 2 }] : v == null if v], jsonencode([for k, v in [{ a = 1 }, { a = 2 }] : v == null if v])], "error") }
resource "terraform_data" "o66" { input = try([{for k, v in tomap({ a = [1], b = [] }) : "${k}-x" => v...}, jsonencode({for k, v in tomap({ a = [1], b = [] }) : "${k}-x" => v...})], "error") }
resource "terraform_data" "o67" { input = try([yamlencode("\t\"q\""), jsonencode(yamlencode("\t\"q\""))], "error") }
resource "terraform_data" "o68" { input = try([matchkeys([null], [null], toset(["b", "a"])), jsonencode(matchkeys([null], [null], toset(["b", "a"])))], "error") }
resource "terraform_data" "o69" { input = try([split(true, "é"), jsonencode(split(true, "é"))], "error") }
resource "terraform_data" "o70" { input = try([strcontains(tostring(null), "%s"), jsonencode(strcontains(tostring(null), "%s"))], "error") }
resource "terraform_data" "o71" { input = try([index([[1], [2, 3]], false, tolist([terraform_data.u.id])), jsonencode(index([[1], [2, 3]], false, tolist([terraform_data.u.id])))], "error") }
resource "terraform_data" "o72" { input = try([replace("TRUE", " 7 ", split(",", terraform_data.u.id)), jsonencode(replace("TRUE", " 7 ", split(",", terraform_data.u.id)))], "error") }
resource "terraform_data" "o73" { input = try(["%{ if { a = 1 } }y%{ else }n%{ endif }", jsonencode("%{ if { a = 1 } }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o74" { input = try([urlencode(textdecodebase64("2001:db8::/32", "UTF-8")), jsonencode(urlencode(textdecodebase64("2001:db8::/32", "UTF-8")))], "error") }
resource "terraform_data" "o75" { input = try([max(0, -0, 64), jsonencode(max(0, -0, 64))], "error") }
resource "terraform_data" "o76" { input = try([trimsuffix("true", sha512(1/3)), jsonencode(trimsuffix("true", sha512(1/3)))], "error") }
resource "terraform_data" "o77" { input = try([setsubtract(["a", null], ""), jsonencode(setsubtract(["a", null], ""))], "error") }
resource "terraform_data" "o78" { input = try([coalesce(false, [null]), jsonencode(coalesce(false, [null]))], "error") }
resource "terraform_data" "o79" { input = try([[1, 1.0, "1"][tostring(null)], jsonencode([1, 1.0, "1"][tostring(null)])], "error") }
resource "terraform_data" "o80" { input = try([signum(2.5), jsonencode(signum(2.5))], "error") }
resource "terraform_data" "o81" { input = try([(tolist(["é", "e"]) || tobool(null)), jsonencode((tolist(["é", "e"]) || tobool(null)))], "error") }
resource "terraform_data" "o82" { input = try([(9007199254740993 + [terraform_data.u.id, "k"]), jsonencode((9007199254740993 + [terraform_data.u.id, "k"]))], "error") }
resource "terraform_data" "o83" { input = try([contains(range(3), {}), jsonencode(contains(range(3), {}))], "error") }
resource "terraform_data" "o84" { input = try([(tomap({ a = "x", b = "y" }) || "\t\"q\""), jsonencode((tomap({ a = "x", b = "y" }) || "\t\"q\""))], "error") }
resource "terraform_data" "o85" { input = try([(true ? -0 : tonumber(null)), jsonencode((true ? -0 : tonumber(null)))], "error") }
resource "terraform_data" "o86" { input = try([{for k, v in [[["deep"]], []] : "c" => v...}, jsonencode({for k, v in [[["deep"]], []] : "c" => v...})], "error") }
resource "terraform_data" "o87" { input = try([chomp("1e3"), jsonencode(chomp("1e3"))], "error") }
resource "terraform_data" "o88" { input = try([textencodebase64({}, log("\n", 2.5)), jsonencode(textencodebase64({}, log("\n", 2.5)))], "error") }
resource "terraform_data" "o89" { input = try([replace("null", "2024-02-29T23:59:60Z", local.yaml), jsonencode(replace("null", "2024-02-29T23:59:60Z", local.yaml))], "error") }
resource "terraform_data" "o90" { input = try([({ a = { b = { c = 1 } } } >= tobool(terraform_data.u.id == "z")), jsonencode(({ a = { b = { c = 1 } } } >= tobool(terraform_data.u.id == "z")))], "error") }
resource "terraform_data" "o91" { input = try([endswith("TRUE", sensitive("héllo wörld")), jsonencode(endswith("TRUE", sensitive("héllo wörld")))], "error") }
resource "terraform_data" "o92" { input = try([trimprefix("é", { a = [1, 2], b = [] }[*].a), jsonencode(trimprefix("é", { a = [1, 2], b = [] }[*].a))], "error") }
resource "terraform_data" "o93" { input = try([sort([[["deep"]], []]), jsonencode(sort([[["deep"]], []]))], "error") }
resource "terraform_data" "o94" { input = try([parseint("0x1F", false), jsonencode(parseint("0x1F", false))], "error") }
resource "terraform_data" "o95" { input = try(["%{ for x in toset(["b", "a"]) ~} ${x} %{ endfor }", jsonencode("%{ for x in toset(["b", "a"]) ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o96" { input = try([setproduct(strrev("aGk="), [1, "a", true]), jsonencode(setproduct(strrev("aGk="), [1, "a", true]))], "error") }
resource "terraform_data" "o97" { input = try([("null" % "0x1F"), jsonencode(("null" % "0x1F"))], "error") }
resource "terraform_data" "o98" { input = try([lower(1e3), jsonencode(lower(1e3))], "error") }
resource "terraform_data" "o99" { input = try([{ a = null }.a, jsonencode({ a = null }.a)], "error") }
resource "terraform_data" "o100" { input = try([tonumber(null)["0"], jsonencode(tonumber(null)["0"])], "error") }
resource "terraform_data" "o101" { input = try([(var.lo[0] / { "10" = 1, "9" = 2 }), jsonencode((var.lo[0] / { "10" = 1, "9" = 2 }))], "error") }
resource "terraform_data" "o102" { input = try([substr("", 1e-30, tomap({ a = [1], b = [] })["0"], null), jsonencode(substr("", 1e-30, tomap({ a = [1], b = [] })["0"], null))], "error") }
resource "terraform_data" "o103" { input = try([[for k, v in { p = var.s } : upper(v) if k != 0], jsonencode([for k, v in { p = var.s } : upper(v) if k != 0])], "error") }
resource "terraform_data" "o104" { input = try([setunion(tomap({ a = "x", b = "y" }), tolist([terraform_data.u.id, "k"])), jsonencode(setunion(tomap({ a = "x", b = "y" }), tolist([terraform_data.u.id, "k"])))], "error") }
resource "terraform_data" "o105" { input = try([null, jsonencode(null)], "error") }
resource "terraform_data" "o106" { input = try([sum(["10", "9", "1"]), jsonencode(sum(["10", "9", "1"]))], "error") }
resource "terraform_data" "o107" { input = try(["<${[{ a = 1 }, { a = 2 }]}>", jsonencode("<${[{ a = 1 }, { a = 2 }]}>")], "error") }
resource "terraform_data" "o108" { input = try([reverse(var.lo[*].b), jsonencode(reverse(var.lo[*].b))], "error") }
resource "terraform_data" "o109" { input = try([timecmp("007", "true"), jsonencode(timecmp("007", "true"))], "error") }
resource "terraform_data" "o110" { input = try([(tobool(null) ? tobool("true") : tolist([{ a = 1 }, { a = 2 }])), jsonencode((tobool(null) ? tobool("true") : tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o111" { input = try([var.eo[1.5], jsonencode(var.eo[1.5])], "error") }
resource "terraform_data" "o112" { input = try([("👨‍👩‍👧" * 2.5), jsonencode(("👨‍👩‍👧" * 2.5))], "error") }
resource "terraform_data" "o113" { input = try([(true ? { a = 1, b = "x" } : tomap({ a = "x", b = "y" })), jsonencode((true ? { a = 1, b = "x" } : tomap({ a = "x", b = "y" })))], "error") }
resource "terraform_data" "o114" { input = try([lookup(tostring(null), "ß", {for k, v in ["a", "b"] : "${k}-x" => v}), jsonencode(lookup(tostring(null), "ß", {for k, v in ["a", "b"] : "${k}-x" => v}))], "error") }
resource "terraform_data" "o115" { input = try([flatten(var.lo[*].b), jsonencode(flatten(var.lo[*].b))], "error") }
resource "terraform_data" "o116" { input = try([(64 % setproduct(["a"], [1, 2])), jsonencode((64 % setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o117" { input = try([null[*].b[0], jsonencode(null[*].b[0])], "error") }
resource "terraform_data" "o118" { input = try([tonumber(tolist([{ a = 1 }, { a = 2 }])), jsonencode(tonumber(tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o119" { input = try([true, jsonencode(true)], "error") }
resource "terraform_data" "o120" { input = try([tolist(replace("1e3", "aGk=", "ÿ")), jsonencode(tolist(replace("1e3", "aGk=", "ÿ")))], "error") }
resource "terraform_data" "o121" { input = try(["%{ if tobool("true") }y%{ else }n%{ endif }", jsonencode("%{ if tobool("true") }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o122" { input = try([(tobool("true") / { "é" = 1, "" = 2 }), jsonencode((tobool("true") / { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o123" { input = try([split("ÿ", "-0"), jsonencode(split("ÿ", "-0"))], "error") }
resource "terraform_data" "o124" { input = try([cidrnetmask(base64encode("1e3")), jsonencode(cidrnetmask(base64encode("1e3")))], "error") }
resource "terraform_data" "o125" { input = try([base64sha256("%s"), jsonencode(base64sha256("%s"))], "error") }
resource "terraform_data" "o126" { input = try([format(chunklist([{ a = 1 }, { a = 2 }], 64), "2001:db8::/32", { a = terraform_data.u.id, b = 2 }), jsonencode(format(chunklist([{ a = 1 }, { a = 2 }], 64), "2001:db8::/32", { a = terraform_data.u.id, b = 2 }))], "error") }
resource "terraform_data" "o127" { input = try([tolist([])[-1], jsonencode(tolist([])[-1])], "error") }
resource "terraform_data" "o128" { input = try([try(lower(local.yaml), [[1], [2, 3]]), jsonencode(try(lower(local.yaml), [[1], [2, 3]]))], "error") }
resource "terraform_data" "o129" { input = try([ceil(-7.5), jsonencode(ceil(-7.5))], "error") }
resource "terraform_data" "o130" { input = try([[for k, v in var.lo[*].b : [k, v] if v], jsonencode([for k, v in var.lo[*].b : [k, v] if v])], "error") }
resource "terraform_data" "o131" { input = try([sensitive(tobool(terraform_data.u.id == "z")), jsonencode(sensitive(tobool(terraform_data.u.id == "z")))], "error") }
resource "terraform_data" "o132" { input = try([indent(parseint("ff", 16), "ÿ"), jsonencode(indent(parseint("ff", 16), "ÿ"))], "error") }
resource "terraform_data" "o133" { input = try([setunion(trimspace("👨‍👩‍👧"), var.lo), jsonencode(setunion(trimspace("👨‍👩‍👧"), var.lo))], "error") }
resource "terraform_data" "o134" { input = try([(length(terraform_data.u.id) ? null : 1), jsonencode((length(terraform_data.u.id) ? null : 1))], "error") }
resource "terraform_data" "o135" { input = try([[[["deep"]], []].a, jsonencode([[["deep"]], []].a)], "error") }
resource "terraform_data" "o136" { input = try([formatlist("%v", 2.5, toset(["b", "a"])), jsonencode(formatlist("%v", 2.5, toset(["b", "a"])))], "error") }
resource "terraform_data" "o137" { input = try([endswith("ÿ", {}), jsonencode(endswith("ÿ", {}))], "error") }
resource "terraform_data" "o138" { input = try([chomp("aGk"), jsonencode(chomp("aGk"))], "error") }
resource "terraform_data" "o139" { input = try([contains([for k, v in var.lo : upper(v) if k != 0], { a = true, b = false }), jsonencode(contains([for k, v in var.lo : upper(v) if k != 0], { a = true, b = false }))], "error") }
resource "terraform_data" "o140" { input = try([lookup(var.nm, {for k, v in [true, "false"] : "${k}-x" => v...}, { a = terraform_data.u.id, b = 2 }), jsonencode(lookup(var.nm, {for k, v in [true, "false"] : "${k}-x" => v...}, { a = terraform_data.u.id, b = 2 }))], "error") }
resource "terraform_data" "o141" { input = try([("aGk" != toset([])), jsonencode(("aGk" != toset([])))], "error") }
resource "terraform_data" "o142" { input = try([formatdate("HH AA Z ZZZZ ZZZZZ", "2020-01-01T00:00:00Z"), jsonencode(formatdate("HH AA Z ZZZZ ZZZZZ", "2020-01-01T00:00:00Z"))], "error") }
resource "terraform_data" "o143" { input = try([({ a = 1 } >= null), jsonencode(({ a = 1 } >= null))], "error") }
resource "terraform_data" "o144" { input = try(["/a+/".a, jsonencode("/a+/".a)], "error") }
resource "terraform_data" "o145" { input = try([base64sha256(["10", "9", "1"]), jsonencode(base64sha256(["10", "9", "1"]))], "error") }
resource "terraform_data" "o146" { input = try([(tobool(null) ? var.nl : var.so), jsonencode((tobool(null) ? var.nl : var.so))], "error") }
resource "terraform_data" "o147" { input = try([tonumber(signum(1e3)), jsonencode(tonumber(signum(1e3)))], "error") }
resource "terraform_data" "o148" { input = try(["\n"[0], jsonencode("\n"[0])], "error") }
resource "terraform_data" "o149" { input = try([slice(toset([{ a = 1 }]), { "10" = 1, "9" = 2 }, 0), jsonencode(slice(toset([{ a = 1 }]), { "10" = 1, "9" = 2 }, 0))], "error") }
resource "terraform_data" "o150" { input = try([base64sha256(coalesce("İi", var.lo...)), jsonencode(base64sha256(coalesce("İi", var.lo...)))], "error") }
resource "terraform_data" "o151" { input = try([(null / tolist([{ a = 1 }, { a = 2 }])), jsonencode((null / tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o152" { input = try([urlencode(tolist([{ a = 1 }, { a = 2 }])), jsonencode(urlencode(tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o153" { input = try([sha512("[1,2"), jsonencode(sha512("[1,2"))], "error") }
resource "terraform_data" "o154" { input = try(["%{ if length(terraform_data.u.id) }y%{ else }n%{ endif }", jsonencode("%{ if length(terraform_data.u.id) }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o155" { input = try([{for k, v in tolist(["é", "e"]) : k => v...}, jsonencode({for k, v in tolist(["é", "e"]) : k => v...})], "error") }
resource "terraform_data" "o156" { input = try([timeadd("2024-02-28T23:00:00+02:00", "1.5h", false), jsonencode(timeadd("2024-02-28T23:00:00+02:00", "1.5h", false))], "error") }
resource "terraform_data" "o157" { input = try([[for k, v in [true, "false"] : v == null if v != null], jsonencode([for k, v in [true, "false"] : v == null if v != null])], "error") }
resource "terraform_data" "o158" { input = try([setintersection([true, "false"], range(3)), jsonencode(setintersection([true, "false"], range(3)))], "error") }
resource "terraform_data" "o159" { input = try([sum((tomap({}) / [1, "a", true])), jsonencode(sum((tomap({}) / [1, "a", true])))], "error") }
resource "terraform_data" "o160" { input = try([setproduct(["a"], [1, 2]), jsonencode(setproduct(["a"], [1, 2]))], "error") }
resource "terraform_data" "o161" { input = try([[for k, v in [1, "a", true] : [k, v] if v], jsonencode([for k, v in [1, "a", true] : [k, v] if v])], "error") }
resource "terraform_data" "o162" { input = try([title(element([var.s, "p"], tonumber("1e2"))), jsonencode(title(element([var.s, "p"], tonumber("1e2"))))], "error") }
resource "terraform_data" "o163" { input = try([[for k, v in toset([3, 1, 10]) : v.a if v != null], jsonencode([for k, v in toset([3, 1, 10]) : v.a if v != null])], "error") }
resource "terraform_data" "o164" { input = try([("null" ? null : length(terraform_data.u.id)), jsonencode(("null" ? null : length(terraform_data.u.id)))], "error") }
resource "terraform_data" "o165" { input = try([(3 ? null : { a = [1, 2], b = [] }), jsonencode((3 ? null : { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o166" { input = try([log(parseint("ff", 16), tonumber(null)), jsonencode(log(parseint("ff", 16), tonumber(null)))], "error") }
resource "terraform_data" "o167" { input = try([chomp(pow(1e-30, parseint("ff", 16))), jsonencode(chomp(pow(1e-30, parseint("ff", 16))))], "error") }
resource "terraform_data" "o168" { input = try([(tobool("true") ? tobool(terraform_data.u.id == "z") : 64), jsonencode((tobool("true") ? tobool(terraform_data.u.id == "z") : 64))], "error") }
resource "terraform_data" "o169" { input = try([sort(toset([])), jsonencode(sort(toset([])))], "error") }
resource "terraform_data" "o170" { input = try([[1, 1.0, "1"], jsonencode([1, 1.0, "1"])], "error") }
resource "terraform_data" "o171" { input = try([pow(tolist([terraform_data.u.id]), tobool("true")), jsonencode(pow(tolist([terraform_data.u.id]), tobool("true")))], "error") }
resource "terraform_data" "o172" { input = try([sensitive(null), jsonencode(sensitive(null))], "error") }
resource "terraform_data" "o173" { input = try(["%{ for x in {} ~} ${x} %{ endfor }", jsonencode("%{ for x in {} ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o174" { input = try([setsubtract(toset([{ a = 1 }]), [[], ["x"]]), jsonencode(setsubtract(toset([{ a = 1 }]), [[], ["x"]]))], "error") }
resource "terraform_data" "o175" { input = try([sort(var.lo), jsonencode(sort(var.lo))], "error") }
resource "terraform_data" "o176" { input = try([ceil((true ? var.lo[0] : null)), jsonencode(ceil((true ? var.lo[0] : null)))], "error") }
resource "terraform_data" "o177" { input = try([setunion(sum(var.lo), ["a", null]), jsonencode(setunion(sum(var.lo), ["a", null]))], "error") }
resource "terraform_data" "o178" { input = try([textdecodebase64("$${x}", "UTF-16LE"), jsonencode(textdecodebase64("$${x}", "UTF-16LE"))], "error") }
resource "terraform_data" "o179" { input = try([(" 7 " ? ["a", "b"] : 1/3), jsonencode((" 7 " ? ["a", "b"] : 1/3))], "error") }
resource "terraform_data" "o180" { input = try([range([for k, v in tolist(["é", "e"]) : [k, v] if v != null], 255, 64, " "), jsonencode(range([for k, v in tolist(["é", "e"]) : [k, v] if v != null], 255, 64, " "))], "error") }
resource "terraform_data" "o181" { input = try([sha256("-0"), jsonencode(sha256("-0"))], "error") }
resource "terraform_data" "o182" { input = try([yamldecode((-0 ? { "é" = 1, "" = 2 } : toset([terraform_data.u.id, "a"]))), jsonencode(yamldecode((-0 ? { "é" = 1, "" = 2 } : toset([terraform_data.u.id, "a"]))))], "error") }
resource "terraform_data" "o183" { input = try([tonumber(), jsonencode(tonumber())], "error") }
resource "terraform_data" "o184" { input = try([base64sha256(tonumber(tolist(["é", "e"]))), jsonencode(base64sha256(tonumber(tolist(["é", "e"]))))], "error") }
resource "terraform_data" "o185" { input = try([(tobool("true") && { "é" = 1, "" = 2 }), jsonencode((tobool("true") && { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o186" { input = try([floor(null), jsonencode(floor(null))], "error") }
resource "terraform_data" "o187" { input = try([(64 < tobool(terraform_data.u.id == "z")), jsonencode((64 < tobool(terraform_data.u.id == "z")))], "error") }
resource "terraform_data" "o188" { input = try(["%{ if split(",", terraform_data.u.id) }y%{ else }n%{ endif }", jsonencode("%{ if split(",", terraform_data.u.id) }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o189" { input = try([sha512(trim("", "héllo wörld")), jsonencode(sha512(trim("", "héllo wörld")))], "error") }
resource "terraform_data" "o190" { input = try([tomap([true, "false"]), jsonencode(tomap([true, "false"]))], "error") }
resource "terraform_data" "o191" { input = try([strrev(ceil(1/3)), jsonencode(strrev(ceil(1/3)))], "error") }
resource "terraform_data" "o192" { input = try([base64encode("%{ for x in [[1], [2, 3]] ~} ${x} %{ endfor }", 64), jsonencode(base64encode("%{ for x in [[1], [2, 3]] ~} ${x} %{ endfor }", 64))], "error") }
resource "terraform_data" "o193" { input = try([(tobool(null) != var.lo), jsonencode((tobool(null) != var.lo))], "error") }
resource "terraform_data" "o194" { input = try(["TRUE", jsonencode("TRUE")], "error") }
resource "terraform_data" "o195" { input = try([join("$${x}", [[1], [2, 3]]), jsonencode(join("$${x}", [[1], [2, 3]]))], "error") }
resource "terraform_data" "o196" { input = try([([] ? var.nm : 2.5), jsonencode(([] ? var.nm : 2.5))], "error") }
resource "terraform_data" "o197" { input = try([reverse(tolist(["é", "e"])), jsonencode(reverse(tolist(["é", "e"])))], "error") }
resource "terraform_data" "o198" { input = try([coalesce({for k, v in ["b", "a", "b"] : "c" => v}, { p = var.s }), jsonencode(coalesce({for k, v in ["b", "a", "b"] : "c" => v}, { p = var.s }))], "error") }
resource "terraform_data" "o199" { input = try([(tobool(null) ? "Ａ" : tobool(terraform_data.u.id == "z")), jsonencode((tobool(null) ? "Ａ" : tobool(terraform_data.u.id == "z")))], "error") }
resource "terraform_data" "o200" { input = try([sha256(tolist([])...), jsonencode(sha256(tolist([])...))], "error") }
resource "terraform_data" "o201" { input = try([textdecodebase64("日本語", floor(parseint("ff", 16))), jsonencode(textdecodebase64("日本語", floor(parseint("ff", 16))))], "error") }
resource "terraform_data" "o202" { input = try([join(local.yaml), jsonencode(join(local.yaml))], "error") }
resource "terraform_data" "o203" { input = try([jsonencode(null), jsonencode(jsonencode(null))], "error") }
resource "terraform_data" "o204" { input = try([tolist(["é", "e"])["a"], jsonencode(tolist(["é", "e"])["a"])], "error") }
resource "terraform_data" "o205" { input = try([tolist("-0"), jsonencode(tolist("-0"))], "error") }
resource "terraform_data" "o206" { input = try([base64sha512(dirname("10.0.0.0/8")), jsonencode(base64sha512(dirname("10.0.0.0/8")))], "error") }
resource "terraform_data" "o207" { input = try([(toset([]) ? { a = true, b = false } : null), jsonencode((toset([]) ? { a = true, b = false } : null))], "error") }
resource "terraform_data" "o208" { input = try([{for k, v in var.lo[0] : k => v...}, jsonencode({for k, v in var.lo[0] : k => v...})], "error") }
resource "terraform_data" "o209" { input = try([(tobool(null) ? toset([3, 1, 10]) : { "é" = 1, "" = 2 }), jsonencode((tobool(null) ? toset([3, 1, 10]) : { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o210" { input = try([flatten({}), jsonencode(flatten({}))], "error") }
resource "terraform_data" "o211" { input = try([setintersection([1, "a", true], range(3)), jsonencode(setintersection([1, "a", true], range(3)))], "error") }
resource "terraform_data" "o212" { input = try([split("192.168.1.300/24"), jsonencode(split("192.168.1.300/24"))], "error") }
resource "terraform_data" "o213" { input = try([(var.lo == { p = var.s }), jsonencode((var.lo == { p = var.s }))], "error") }
resource "terraform_data" "o214" { input = try([[for k, v in tomap({}) : v if v], jsonencode([for k, v in tomap({}) : v if v])], "error") }
resource "terraform_data" "o215" { input = try([trimprefix(-0, parseint("10.0.0.0/8", 0)), jsonencode(trimprefix(-0, parseint("10.0.0.0/8", 0)))], "error") }
resource "terraform_data" "o216" { input = try([sha256("2001:db8::/32"), jsonencode(sha256("2001:db8::/32"))], "error") }
resource "terraform_data" "o217" { input = try([setunion(var.lo[*].b, tobool(terraform_data.u.id == "z")), jsonencode(setunion(var.lo[*].b, tobool(terraform_data.u.id == "z")))], "error") }
resource "terraform_data" "o218" { input = try([upper("%s"), jsonencode(upper("%s"))], "error") }
resource "terraform_data" "o219" { input = try([sort(toset([{ a = 1 }])), jsonencode(sort(toset([{ a = 1 }])))], "error") }
resource "terraform_data" "o220" { input = try([{for k, v in range(3) : k => v...}, jsonencode({for k, v in range(3) : k => v...})], "error") }
resource "terraform_data" "o221" { input = try([cidrnetmask(parseint({ a = { b = { c = 1 } } }, 255)), jsonencode(cidrnetmask(parseint({ a = { b = { c = 1 } } }, 255)))], "error") }
resource "terraform_data" "o222" { input = try([toset([terraform_data.u.id, "a"]), jsonencode(toset([terraform_data.u.id, "a"]))], "error") }
resource "terraform_data" "o223" { input = try([toset([3, 1, 10])[*].a, jsonencode(toset([3, 1, 10])[*].a)], "error") }
resource "terraform_data" "o224" { input = try([matchkeys(tolist(["é", "e"]), {for k, v in {} : "${k}-x" => v}, toset([3, 1, 10])...), jsonencode(matchkeys(tolist(["é", "e"]), {for k, v in {} : "${k}-x" => v}, toset([3, 1, 10])...))], "error") }
resource "terraform_data" "o225" { input = try([index(toset([]), null), jsonencode(index(toset([]), null))], "error") }
resource "terraform_data" "o226" { input = try([timecmp("2024-02-29T12:00:00+05:30", "0x1F"), jsonencode(timecmp("2024-02-29T12:00:00+05:30", "0x1F"))], "error") }
resource "terraform_data" "o227" { input = try([tostring(-0), jsonencode(tostring(-0))], "error") }
resource "terraform_data" "o228" { input = try([jsonencode({ a = [1, 2], b = [] }), jsonencode(jsonencode({ a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o229" { input = try([textencodebase64("", "nope"), jsonencode(textencodebase64("", "nope"))], "error") }
resource "terraform_data" "o230" { input = try([setsubtract([[["deep"]], []], [[["deep"]], []]), jsonencode(setsubtract([[["deep"]], []], [[["deep"]], []]))], "error") }
resource "terraform_data" "o231" { input = try([title(pow(toset([terraform_data.u.id, "a"]), [[1], [2, 3]]...)), jsonencode(title(pow(toset([terraform_data.u.id, "a"]), [[1], [2, 3]]...)))], "error") }
resource "terraform_data" "o232" { input = try([sha256(local.yaml), jsonencode(sha256(local.yaml))], "error") }
resource "terraform_data" "o233" { input = try([[1, "a", true], jsonencode([1, "a", true])], "error") }
resource "terraform_data" "o234" { input = try([basename(yamlencode({ a = null })), jsonencode(basename(yamlencode({ a = null })))], "error") }
resource "terraform_data" "o235" { input = try([(tobool(null) ? ["b", "a", "b"] : toset(["b", "a"])), jsonencode((tobool(null) ? ["b", "a", "b"] : toset(["b", "a"])))], "error") }
resource "terraform_data" "o236" { input = try([({ "10" = 1, "9" = 2 } * split(",", terraform_data.u.id)), jsonencode(({ "10" = 1, "9" = 2 } * split(",", terraform_data.u.id)))], "error") }
resource "terraform_data" "o237" { input = try([coalescelist([[["deep"]], []], ["a", "b"]), jsonencode(coalescelist([[["deep"]], []], ["a", "b"]))], "error") }
resource "terraform_data" "o238" { input = try([base64sha512(), jsonencode(base64sha512())], "error") }
resource "terraform_data" "o239" { input = try([compact(toset([])), jsonencode(compact(toset([])))], "error") }
resource "terraform_data" "o240" { input = try([signum(1), jsonencode(signum(1))], "error") }
resource "terraform_data" "o241" { input = try([formatlist("%d %s", tolist([]), [{ a = 1 }, { a = 2 }]), jsonencode(formatlist("%d %s", tolist([]), [{ a = 1 }, { a = 2 }]))], "error") }
resource "terraform_data" "o242" { input = try([setunion(indent(1e200, null)), jsonencode(setunion(indent(1e200, null)))], "error") }
resource "terraform_data" "o243" { input = try([trimsuffix("[1,2", (tolist(["é", "e"]) % -1)), jsonencode(trimsuffix("[1,2", (tolist(["é", "e"]) % -1)))], "error") }
resource "terraform_data" "o244" { input = try([coalescelist(tolist(["é", "e"]), [[["deep"]], []]), jsonencode(coalescelist(tolist(["é", "e"]), [[["deep"]], []]))], "error") }
resource "terraform_data" "o245" { input = try([coalesce(var.so), jsonencode(coalesce(var.so))], "error") }
resource "terraform_data" "o246" { input = try([anytrue(toset([])), jsonencode(anytrue(toset([])))], "error") }
resource "terraform_data" "o247" { input = try([startswith(toset(["b", "a"]), ["10", "9", "1"], [var.s, "p"]), jsonencode(startswith(toset(["b", "a"]), ["10", "9", "1"], [var.s, "p"]))], "error") }
resource "terraform_data" "o248" { input = try([indent([for k, v in [1, "a", true] : k if v != null], "10.0.0.0/8"), jsonencode(indent([for k, v in [1, "a", true] : k if v != null], "10.0.0.0/8"))], "error") }
resource "terraform_data" "o249" { input = try([setunion(-1, 1e200), jsonencode(setunion(-1, 1e200))], "error") }
resource "terraform_data" "o250" { input = try([formatlist("%d %s", (255 ? "a,b,,c" : parseint("ff", 16)), [var.s, "p"]), jsonencode(formatlist("%d %s", (255 ? "a,b,,c" : parseint("ff", 16)), [var.s, "p"]))], "error") }
resource "terraform_data" "o251" { input = try([textencodebase64("2024-02-29T12:00:00+05:30"), jsonencode(textencodebase64("2024-02-29T12:00:00+05:30"))], "error") }
resource "terraform_data" "o252" { input = try([cidrnetmask(trimspace("ß")), jsonencode(cidrnetmask(trimspace("ß")))], "error") }
resource "terraform_data" "o253" { input = try([textencodebase64("\t\"q\"", "UTF-16LE"), jsonencode(textencodebase64("\t\"q\"", "UTF-16LE"))], "error") }
resource "terraform_data" "o254" { input = try([toset(var.so), jsonencode(toset(var.so))], "error") }
resource "terraform_data" "o255" { input = try([split("(a)(?P<n>b)?", "a.b-c_d", var.lo[*].b...), jsonencode(split("(a)(?P<n>b)?", "a.b-c_d", var.lo[*].b...))], "error") }
resource "terraform_data" "o256" { input = try([(9007199254740993 ? tolist([{ a = 1 }, { a = 2 }]) : [[], ["x"]]), jsonencode((9007199254740993 ? tolist([{ a = 1 }, { a = 2 }]) : [[], ["x"]]))], "error") }
resource "terraform_data" "o257" { input = try([(64 ? terraform_data.u.id : ["b", "a", "b"]), jsonencode((64 ? terraform_data.u.id : ["b", "a", "b"]))], "error") }
resource "terraform_data" "o258" { input = try([{for k, v in ["b", "a", "b"] : "${k}-x" => v}, jsonencode({for k, v in ["b", "a", "b"] : "${k}-x" => v})], "error") }
resource "terraform_data" "o259" { input = try([[for k, v in { a = null } : k if v], jsonencode([for k, v in { a = null } : k if v])], "error") }
resource "terraform_data" "o260" { input = try([(tomap({}) && ["a", "b"]), jsonencode((tomap({}) && ["a", "b"]))], "error") }
resource "terraform_data" "o261" { input = try([contains([1, "a", true], tomap({ a = [1], b = [] })), jsonencode(contains([1, "a", true], tomap({ a = [1], b = [] })))], "error") }
resource "terraform_data" "o262" { input = try([alltrue(var.lo), jsonencode(alltrue(var.lo))], "error") }
resource "terraform_data" "o263" { input = try([csvdecode(yamldecode("-0")), jsonencode(csvdecode(yamldecode("-0")))], "error") }
resource "terraform_data" "o264" { input = try([index(toset([3, 1, 10]), { a = null }, tobool("true")), jsonencode(index(toset([3, 1, 10]), { a = null }, tobool("true")))], "error") }
resource "terraform_data" "o265" { input = try([format((tobool("true") ? var.lo : null), var.nm, {}), jsonencode(format((tobool("true") ? var.lo : null), var.nm, {}))], "error") }
resource "terraform_data" "o266" { input = try([cidrsubnet(local.yaml, 9007199254740993, 1), jsonencode(cidrsubnet(local.yaml, 9007199254740993, 1))], "error") }
resource "terraform_data" "o267" { input = try([sort(jsonencode(tonumber("1e2"))), jsonencode(sort(jsonencode(tonumber("1e2"))))], "error") }
resource "terraform_data" "o268" { input = try([base64decode(""), jsonencode(base64decode(""))], "error") }
resource "terraform_data" "o269" { input = try([values(strrev("192.168.1.300/24")), jsonencode(values(strrev("192.168.1.300/24")))], "error") }
resource "terraform_data" "o270" { input = try([index(pow(64, 1e200), terraform_data.u.id), jsonencode(index(pow(64, 1e200), terraform_data.u.id))], "error") }
resource "terraform_data" "o271" { input = try([cidrnetmask(replace("ÿ", " ", "10.0.0.0/8")), jsonencode(cidrnetmask(replace("ÿ", " ", "10.0.0.0/8")))], "error") }
resource "terraform_data" "o272" { input = try([cidrhost("aGk", toset([])), jsonencode(cidrhost("aGk", toset([])))], "error") }
resource "terraform_data" "o273" { input = try([indent(sha1("é"), "a.b-c_d"), jsonencode(indent(sha1("é"), "a.b-c_d"))], "error") }
resource "terraform_data" "o274" { input = try([tomap(tobool(null)), jsonencode(tomap(tobool(null)))], "error") }
resource "terraform_data" "o275" { input = try([toset(["b", "a"])[tostring(null)], jsonencode(toset(["b", "a"])[tostring(null)])], "error") }
resource "terraform_data" "o276" { input = try([distinct({for k, v in tolist([terraform_data.u.id]) : k => v...}), jsonencode(distinct({for k, v in tolist([terraform_data.u.id]) : k => v...}))], "error") }
resource "terraform_data" "o277" { input = try([base64sha256("ÿ"), jsonencode(base64sha256("ÿ"))], "error") }
resource "terraform_data" "o278" { input = try([local.yaml, jsonencode(local.yaml)], "error") }
resource "terraform_data" "o279" { input = try(["<${[1, "a", true]}>", jsonencode("<${[1, "a", true]}>")], "error") }
resource "terraform_data" "o280" { input = try([compact(one([[["deep"]], []])), jsonencode(compact(one([[["deep"]], []])))], "error") }
resource "terraform_data" "o281" { input = try([trim(null, "Ａ"), jsonencode(trim(null, "Ａ"))], "error") }
resource "terraform_data" "o282" { input = try([lower((tobool("true") ? {} : toset([{ a = 1 }]))), jsonencode(lower((tobool("true") ? {} : toset([{ a = 1 }]))))], "error") }
resource "terraform_data" "o283" { input = try([pow("10.0.0.0/8", 123456789012345678901234567890), jsonencode(pow("10.0.0.0/8", 123456789012345678901234567890))], "error") }
resource "terraform_data" "o284" { input = try([timecmp(var.s, "2024-02-29T12:00:00+05:30"), jsonencode(timecmp(var.s, "2024-02-29T12:00:00+05:30"))], "error") }
resource "terraform_data" "o285" { input = try([({ a = 1, b = "x" } == { a = terraform_data.u.id, b = 2 }), jsonencode(({ a = 1, b = "x" } == { a = terraform_data.u.id, b = 2 }))], "error") }
resource "terraform_data" "o286" { input = try([regex("192.168.1.300/24", matchkeys([1, "a", true], 1, ["a", null])), jsonencode(regex("192.168.1.300/24", matchkeys([1, "a", true], 1, ["a", null])))], "error") }
resource "terraform_data" "o287" { input = try([[for k, v in [true, "false"] : v if v != null], jsonencode([for k, v in [true, "false"] : v if v != null])], "error") }
resource "terraform_data" "o288" { input = try([length("ß"), jsonencode(length("ß"))], "error") }
resource "terraform_data" "o289" { input = try([({ a = true, b = false } || { "é" = 1, "" = 2 }), jsonencode(({ a = true, b = false } || { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o290" { input = try([upper("ß"), jsonencode(upper("ß"))], "error") }
resource "terraform_data" "o291" { input = try([sha512(length("10.0.0.0/8")), jsonencode(sha512(length("10.0.0.0/8")))], "error") }
resource "terraform_data" "o292" { input = try([ceil(matchkeys([[1], [2, 3]], ["b", "a", "b"], ["a", null])), jsonencode(ceil(matchkeys([[1], [2, 3]], ["b", "a", "b"], ["a", null])))], "error") }
resource "terraform_data" "o293" { input = try([{ "10" = 1, "9" = 2 }, jsonencode({ "10" = 1, "9" = 2 })], "error") }
resource "terraform_data" "o294" { input = try([join(urlencode("0x1F"), [{ a = 1 }, { a = 2 }]...), jsonencode(join(urlencode("0x1F"), [{ a = 1 }, { a = 2 }]...))], "error") }
resource "terraform_data" "o295" { input = try([setunion(toset(["b", "a"]), var.so), jsonencode(setunion(toset(["b", "a"]), var.so))], "error") }
resource "terraform_data" "o296" { input = try([urlencode({for k, v in toset(["b", "a"]) : k => v...}), jsonencode(urlencode({for k, v in toset(["b", "a"]) : k => v...}))], "error") }
resource "terraform_data" "o297" { input = try([[for k, v in tolist([]) : v if v], jsonencode([for k, v in tolist([]) : v if v])], "error") }
resource "terraform_data" "o298" { input = try([setunion(tolist([]), [{ a = 1 }, { b = 2 }]), jsonencode(setunion(tolist([]), [{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o299" { input = try([chomp("héllo wörld"), jsonencode(chomp("héllo wörld"))], "error") }
resource "terraform_data" "o300" { input = try(["<${split(",", terraform_data.u.id)}>", jsonencode("<${split(",", terraform_data.u.id)}>")], "error") }
resource "terraform_data" "o301" { input = try([[for k, v in null : v == null if v != null], jsonencode([for k, v in null : v == null if v != null])], "error") }
resource "terraform_data" "o302" { input = try([formatdate("D M Q", "2024-13-01T00:00:00Z"), jsonencode(formatdate("D M Q", "2024-13-01T00:00:00Z"))], "error") }
resource "terraform_data" "o303" { input = try([{for k, v in var.nl : "${k}-x" => v...}, jsonencode({for k, v in var.nl : "${k}-x" => v...})], "error") }
resource "terraform_data" "o304" { input = try([timeadd("2024-02-28T23:00:00Z", "1h"), jsonencode(timeadd("2024-02-28T23:00:00Z", "1h"))], "error") }
resource "terraform_data" "o305" { input = try([(null ? var.lo : "2024-02-29T23:59:60Z"), jsonencode((null ? var.lo : "2024-02-29T23:59:60Z"))], "error") }
resource "terraform_data" "o306" { input = try([(tobool(null) * [terraform_data.u.id, "k"]), jsonencode((tobool(null) * [terraform_data.u.id, "k"]))], "error") }
resource "terraform_data" "o307" { input = try([regex("$${x}", trim("a,b,,c", "İi")), jsonencode(regex("$${x}", trim("a,b,,c", "İi")))], "error") }
resource "terraform_data" "o308" { input = try([slice(var.nl, null, -1), jsonencode(slice(var.nl, null, -1))], "error") }
resource "terraform_data" "o309" { input = try([floor(cidrsubnet("(a)(?P<n>b)?", 9007199254740993, -0, [1, "a", true])), jsonencode(floor(cidrsubnet("(a)(?P<n>b)?", 9007199254740993, -0, [1, "a", true])))], "error") }
resource "terraform_data" "o310" { input = try([abs(substr("a.b-c_d", -0, 1e-30)), jsonencode(abs(substr("a.b-c_d", -0, 1e-30)))], "error") }
resource "terraform_data" "o311" { input = try(["<${tomap({ a = [1], b = [] })}>", jsonencode("<${tomap({ a = [1], b = [] })}>")], "error") }
resource "terraform_data" "o312" { input = try([(tobool("true") ? { a = { b = { c = 1 } } } : { "10" = 1, "9" = 2 }), jsonencode((tobool("true") ? { a = { b = { c = 1 } } } : { "10" = 1, "9" = 2 }))], "error") }
resource "terraform_data" "o313" { input = try([base64sha256("aGk="), jsonencode(base64sha256("aGk="))], "error") }
resource "terraform_data" "o314" { input = try([(var.so != false), jsonencode((var.so != false))], "error") }
resource "terraform_data" "o315" { input = try([setunion(compact(tolist([{ a = 1 }, { a = 2 }])), [[1], [2, 3]], "%s"), jsonencode(setunion(compact(tolist([{ a = 1 }, { a = 2 }])), [[1], [2, 3]], "%s"))], "error") }
resource "terraform_data" "o316" { input = try([base64sha256("(a)(?P<n>b)?"), jsonencode(base64sha256("(a)(?P<n>b)?"))], "error") }
resource "terraform_data" "o317" { input = try([parseint("null", {for k, v in { a = 1, b = "x" } : "c" => v...}), jsonencode(parseint("null", {for k, v in { a = 1, b = "x" } : "c" => v...}))], "error") }
resource "terraform_data" "o318" { input = try([can({for k, v in ["a", "b"] : "c" => v...}), jsonencode(can({for k, v in ["a", "b"] : "c" => v...}))], "error") }
resource "terraform_data" "o319" { input = try([try(null, { a = 1, b = "x" }), jsonencode(try(null, { a = 1, b = "x" }))], "error") }
resource "terraform_data" "o320" { input = try([chunklist(tolist([{ a = 1 }, { a = 2 }]), 1e3), jsonencode(chunklist(tolist([{ a = 1 }, { a = 2 }]), 1e3))], "error") }
resource "terraform_data" "o321" { input = try([textencodebase64(flatten([[], ["x"]]), "UTF-8"), jsonencode(textencodebase64(flatten([[], ["x"]]), "UTF-8"))], "error") }
resource "terraform_data" "o322" { input = try([setsubtract(tolist([{ a = 1 }, { a = 2 }]), var.lo[*].b), jsonencode(setsubtract(tolist([{ a = 1 }, { a = 2 }]), var.lo[*].b))], "error") }
resource "terraform_data" "o323" { input = try([signum(1e200), jsonencode(signum(1e200))], "error") }
resource "terraform_data" "o324" { input = try([cidrsubnet("[1,2", var.nl, [var.s, "p"]...), jsonencode(cidrsubnet("[1,2", var.nl, [var.s, "p"]...))], "error") }
resource "terraform_data" "o325" { input = try([coalesce(var.s, [1, 1.0, "1"]), jsonencode(coalesce(var.s, [1, 1.0, "1"]))], "error") }
resource "terraform_data" "o326" { input = try([(null ? setproduct(["a"], [1, 2]) : "0x1F"), jsonencode((null ? setproduct(["a"], [1, 2]) : "0x1F"))], "error") }
resource "terraform_data" "o327" { input = try(["", jsonencode("")], "error") }
resource "terraform_data" "o328" { input = try([{ "é" = 1, "" = 2 }["a"], jsonencode({ "é" = 1, "" = 2 }["a"])], "error") }
resource "terraform_data" "o329" { input = try([pow(1/3, tonumber(null)), jsonencode(pow(1/3, tonumber(null)))], "error") }
resource "terraform_data" "o330" { input = try([(null ? { a = [1, 2], b = [] } : [1, "a", true]), jsonencode((null ? { a = [1, 2], b = [] } : [1, "a", true]))], "error") }
resource "terraform_data" "o331" { input = try([keys(var.lo[0]), jsonencode(keys(var.lo[0]))], "error") }
resource "terraform_data" "o332" { input = try([range(3, [{ a = 1 }, { a = 2 }], -0), jsonencode(range(3, [{ a = 1 }, { a = 2 }], -0))], "error") }
resource "terraform_data" "o333" { input = try([(tobool("true") % "\n"), jsonencode((tobool("true") % "\n"))], "error") }
resource "terraform_data" "o334" { input = try(["Ａ", jsonencode("Ａ")], "error") }
resource "terraform_data" "o335" { input = try([sha1(chomp(toset([3, 1, 10])...)), jsonencode(sha1(chomp(toset([3, 1, 10])...)))], "error") }
resource "terraform_data" "o336" { input = try([compact({for k, v in [var.s, "p"] : "${k}-x" => v}), jsonencode(compact({for k, v in [var.s, "p"] : "${k}-x" => v}))], "error") }
resource "terraform_data" "o337" { input = try(["<${"0x1F"}>", jsonencode("<${"0x1F"}>")], "error") }
resource "terraform_data" "o338" { input = try([transpose(tomap({ a = [1], b = [] })), jsonencode(transpose(tomap({ a = [1], b = [] })))], "error") }
resource "terraform_data" "o339" { input = try([element(dirname(var.lo[*].b), 9007199254740993), jsonencode(element(dirname(var.lo[*].b), 9007199254740993))], "error") }
resource "terraform_data" "o340" { input = try([reverse(index([true, "false"], { "é" = 1, "" = 2 })), jsonencode(reverse(index([true, "false"], { "é" = 1, "" = 2 })))], "error") }
resource "terraform_data" "o341" { input = try([substr("10.0.0.0/8", -7.5, timeadd("2024-02-28T23:00:00+02:00")), jsonencode(substr("10.0.0.0/8", -7.5, timeadd("2024-02-28T23:00:00+02:00")))], "error") }
resource "terraform_data" "o342" { input = try([trimsuffix("Ａ", [for k, v in [{ a = 1 }, { a = 2 }] : [k, v] if k != 0]), jsonencode(trimsuffix("Ａ", [for k, v in [{ a = 1 }, { a = 2 }] : [k, v] if k != 0]))], "error") }
resource "terraform_data" "o343" { input = try([(0.1 ? tobool(terraform_data.u.id == "z") : "2024-02-29T23:59:60Z"), jsonencode((0.1 ? tobool(terraform_data.u.id == "z") : "2024-02-29T23:59:60Z"))], "error") }
resource "terraform_data" "o344" { input = try([base64sha256("\n"), jsonencode(base64sha256("\n"))], "error") }
resource "terraform_data" "o345" { input = try([reverse("%{ if toset([terraform_data.u.id, "a"]) }y%{ else }n%{ endif }"), jsonencode(reverse("%{ if toset([terraform_data.u.id, "a"]) }y%{ else }n%{ endif }"))], "error") }
resource "terraform_data" "o346" { input = try([tobool("true"), jsonencode(tobool("true"))], "error") }
resource "terraform_data" "o347" { input = try([(tobool(null) ? [[1], [2, 3]] : split(",", terraform_data.u.id)), jsonencode((tobool(null) ? [[1], [2, 3]] : split(",", terraform_data.u.id)))], "error") }
resource "terraform_data" "o348" { input = try([tomap({})[*].b[0], jsonencode(tomap({})[*].b[0])], "error") }
resource "terraform_data" "o349" { input = try([parseint("%s", parseint("ff", 16)), jsonencode(parseint("%s", parseint("ff", 16)))], "error") }
resource "terraform_data" "o350" { input = try([flatten((var.eo - toset([{ a = 1 }]))), jsonencode(flatten((var.eo - toset([{ a = 1 }]))))], "error") }
resource "terraform_data" "o351" { input = try([({ a = 1, b = "x" } || true), jsonencode(({ a = 1, b = "x" } || true))], "error") }
resource "terraform_data" "o352" { input = try([{for k, v in { a = null } : "c" => v...}, jsonencode({for k, v in { a = null } : "c" => v...})], "error") }
resource "terraform_data" "o353" { input = try([toset(jsonencode(length(terraform_data.u.id))), jsonencode(toset(jsonencode(length(terraform_data.u.id))))], "error") }
resource "terraform_data" "o354" { input = try([sha1("a.b-c_d"), jsonencode(sha1("a.b-c_d"))], "error") }
resource "terraform_data" "o355" { input = try([compact(dirname("aGk=")), jsonencode(compact(dirname("aGk=")))], "error") }
resource "terraform_data" "o356" { input = try(["%{ if 123456789012345678901234567890 }y%{ else }n%{ endif }", jsonencode("%{ if 123456789012345678901234567890 }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o357" { input = try([textdecodebase64("a,b,,c", var.eo...), jsonencode(textdecodebase64("a,b,,c", var.eo...))], "error") }
resource "terraform_data" "o358" { input = try([setunion(["10", "9", "1"], [{ a = 1 }, { b = 2 }]), jsonencode(setunion(["10", "9", "1"], [{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o359" { input = try([setsubtract([var.s, "p"], var.lo), jsonencode(setsubtract([var.s, "p"], var.lo))], "error") }
resource "terraform_data" "o360" { input = try([{for k, v in [[1], [2, 3]] : "c" => v...}, jsonencode({for k, v in [[1], [2, 3]] : "c" => v...})], "error") }
resource "terraform_data" "o361" { input = try([{for k, v in { a = 1, b = "x" } : "${k}-x" => v}, jsonencode({for k, v in { a = 1, b = "x" } : "${k}-x" => v})], "error") }
resource "terraform_data" "o362" { input = try([trim("true", "a.b-c_d"), jsonencode(trim("true", "a.b-c_d"))], "error") }
resource "terraform_data" "o363" { input = try([base64sha256(), jsonencode(base64sha256())], "error") }
resource "terraform_data" "o364" { input = try([cidrsubnets("true", 3, 64, null), jsonencode(cidrsubnets("true", 3, 64, null))], "error") }
resource "terraform_data" "o365" { input = try([index(tolist([{ a = 1 }, { a = 2 }]), -0), jsonencode(index(tolist([{ a = 1 }, { a = 2 }]), -0))], "error") }
resource "terraform_data" "o366" { input = try([indent(tonumber("1e2"), "2024-02-29T23:59:60Z"), jsonencode(indent(tonumber("1e2"), "2024-02-29T23:59:60Z"))], "error") }
resource "terraform_data" "o367" { input = try([compact([{ a = 1 }, { b = 2 }]), jsonencode(compact([{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o368" { input = try([(tobool(null) && false), jsonencode((tobool(null) && false))], "error") }
resource "terraform_data" "o369" { input = try([(false ? "null" : false), jsonencode((false ? "null" : false))], "error") }
resource "terraform_data" "o370" { input = try([(false ? [{ a = 1 }, { a = 2 }] : false), jsonencode((false ? [{ a = 1 }, { a = 2 }] : false))], "error") }
resource "terraform_data" "o371" { input = try([(tolist([]) + 255), jsonencode((tolist([]) + 255))], "error") }
resource "terraform_data" "o372" { input = try(["%{ if toset(["b", "a"]) }y%{ else }n%{ endif }", jsonencode("%{ if toset(["b", "a"]) }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o373" { input = try([({ a = terraform_data.u.id, b = 2 } ? tobool(null) : { a = [1, 2], b = [] }), jsonencode(({ a = terraform_data.u.id, b = 2 } ? tobool(null) : { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o374" { input = try([coalesce((tomap({ a = [1], b = [] }) ? "\t\"q\"" : [[["deep"]], []]), tolist([]), split(",", terraform_data.u.id)), jsonencode(coalesce((tomap({ a = [1], b = [] }) ? "\t\"q\"" : [[["deep"]], []]), tolist([]), split(",", terraform_data.u.id)))], "error") }
resource "terraform_data" "o375" { input = try([[for k, v in { "é" = 1, "" = 2 } : upper(v) if v], jsonencode([for k, v in { "é" = 1, "" = 2 } : upper(v) if v])], "error") }
resource "terraform_data" "o376" { input = try([(tobool("true") ? " 7 " : toset([])), jsonencode((tobool("true") ? " 7 " : toset([])))], "error") }
resource "terraform_data" "o377" { input = try([textencodebase64("[1,2", "UTF-8"), jsonencode(textencodebase64("[1,2", "UTF-8"))], "error") }
resource "terraform_data" "o378" { input = try([{for k, v in { p = var.s } : k => v}, jsonencode({for k, v in { p = var.s } : k => v})], "error") }
resource "terraform_data" "o379" { input = try([cidrnetmask("İi"), jsonencode(cidrnetmask("İi"))], "error") }
resource "terraform_data" "o380" { input = try([({ a = [1, 2], b = [] } * "İi"), jsonencode(({ a = [1, 2], b = [] } * "İi"))], "error") }
resource "terraform_data" "o381" { input = try([replace(regex("007", " 7 "), tostring(null), "{\"a\":[1,null]}"), jsonencode(replace(regex("007", " 7 "), tostring(null), "{\"a\":[1,null]}"))], "error") }
resource "terraform_data" "o382" { input = try([sha256("null"), jsonencode(sha256("null"))], "error") }
resource "terraform_data" "o383" { input = try([tobool(["a", "b"]), jsonencode(tobool(["a", "b"]))], "error") }
resource "terraform_data" "o384" { input = try([md5("👨‍👩‍👧"), jsonencode(md5("👨‍👩‍👧"))], "error") }
resource "terraform_data" "o385" { input = try([lower(issensitive(tobool(terraform_data.u.id == "z"))), jsonencode(lower(issensitive(tobool(terraform_data.u.id == "z"))))], "error") }
resource "terraform_data" "o386" { input = try([one(var.nl), jsonencode(one(var.nl))], "error") }
resource "terraform_data" "o387" { input = try([base64sha512("日本語"), jsonencode(base64sha512("日本語"))], "error") }
resource "terraform_data" "o388" { input = try([({ a = [1, 2], b = [] } == [1, "a", true]), jsonencode(({ a = [1, 2], b = [] } == [1, "a", true]))], "error") }
resource "terraform_data" "o389" { input = try([setunion([{ a = 1 }, { b = 2 }], [1, "a", true]), jsonencode(setunion([{ a = 1 }, { b = 2 }], [1, "a", true]))], "error") }
resource "terraform_data" "o390" { input = try([join(slice([{ a = 1 }, { b = 2 }], 1e200, tonumber("1e2")), [[["deep"]], []]), jsonencode(join(slice([{ a = 1 }, { b = 2 }], 1e200, tonumber("1e2")), [[["deep"]], []]))], "error") }
resource "terraform_data" "o391" { input = try([("İi" ? { "é" = 1, "" = 2 } : tomap({ a = [1], b = [] })), jsonencode(("İi" ? { "é" = 1, "" = 2 } : tomap({ a = [1], b = [] })))], "error") }
resource "terraform_data" "o392" { input = try([range(tonumber(null), 9007199254740993, 0, var.lo[*].b...), jsonencode(range(tonumber(null), 9007199254740993, 0, var.lo[*].b...))], "error") }
resource "terraform_data" "o393" { input = try([{ a = 1 }["0"], jsonencode({ a = 1 }["0"])], "error") }
resource "terraform_data" "o394" { input = try([substr([true, "false"], -1, toset([3, 1, 10])...), jsonencode(substr([true, "false"], -1, toset([3, 1, 10])...))], "error") }
resource "terraform_data" "o395" { input = try([tostring((tobool("true") && tobool(terraform_data.u.id == "z"))), jsonencode(tostring((tobool("true") && tobool(terraform_data.u.id == "z"))))], "error") }
resource "terraform_data" "o396" { input = try([base64encode(terraform_data.u.id), jsonencode(base64encode(terraform_data.u.id))], "error") }
resource "terraform_data" "o397" { input = try([base64sha256("a,b,,c"), jsonencode(base64sha256("a,b,,c"))], "error") }
resource "terraform_data" "o398" { input = try([[for k, v in ["10", "9", "1"] : v.a if k != 0], jsonencode([for k, v in ["10", "9", "1"] : v.a if k != 0])], "error") }
resource "terraform_data" "o399" { input = try([dirname(local.yaml), jsonencode(dirname(local.yaml))], "error") }
resource "terraform_data" "o400" { input = try([startswith("2024-02-29T12:00:00+05:30", []...), jsonencode(startswith("2024-02-29T12:00:00+05:30", []...))], "error") }
resource "terraform_data" "o401" { input = try([(split(",", terraform_data.u.id) == "\t\"q\""), jsonencode((split(",", terraform_data.u.id) == "\t\"q\""))], "error") }
resource "terraform_data" "o402" { input = try([[for k, v in null : v == null ], jsonencode([for k, v in null : v == null ])], "error") }
resource "terraform_data" "o403" { input = try([uuidv5(anytrue([[1], [2, 3]]), [1, "a", true]...), jsonencode(uuidv5(anytrue([[1], [2, 3]]), [1, "a", true]...))], "error") }
resource "terraform_data" "o404" { input = try([(false ? { p = var.s } : { a = 1 }), jsonencode((false ? { p = var.s } : { a = 1 }))], "error") }
resource "terraform_data" "o405" { input = try([can(log(0.1, toset([{ a = 1 }])...)), jsonencode(can(log(0.1, toset([{ a = 1 }])...)))], "error") }
resource "terraform_data" "o406" { input = try([(false != tolist([{ a = 1 }, { a = 2 }])), jsonencode((false != tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o407" { input = try([transpose([[1], [2, 3]]...), jsonencode(transpose([[1], [2, 3]]...))], "error") }
resource "terraform_data" "o408" { input = try([("ǅ" + "a,b,,c"), jsonencode(("ǅ" + "a,b,,c"))], "error") }
resource "terraform_data" "o409" { input = try([values({ a = true, b = false }), jsonencode(values({ a = true, b = false }))], "error") }
resource "terraform_data" "o410" { input = try([tolist([terraform_data.u.id]), jsonencode(tolist([terraform_data.u.id]))], "error") }
resource "terraform_data" "o411" { input = try([element(setproduct(["a"], [1, 2]), 1), jsonencode(element(setproduct(["a"], [1, 2]), 1))], "error") }
resource "terraform_data" "o412" { input = try([issensitive([for k, v in toset([]) : v if v != null]), jsonencode(issensitive([for k, v in toset([]) : v if v != null]))], "error") }
resource "terraform_data" "o413" { input = try([tobool(var.nl), jsonencode(tobool(var.nl))], "error") }
resource "terraform_data" "o414" { input = try([flatten([{ a = 1 }, { b = 2 }]...), jsonencode(flatten([{ a = 1 }, { b = 2 }]...))], "error") }
resource "terraform_data" "o415" { input = try([cidrhost("\t\"q\"", matchkeys(range(3), [null], var.so)), jsonencode(cidrhost("\t\"q\"", matchkeys(range(3), [null], var.so)))], "error") }
resource "terraform_data" "o416" { input = try([sort(setproduct(["a"], [1, 2])), jsonencode(sort(setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o417" { input = try([({ a = 1, b = "x" } != tomap({})), jsonencode(({ a = 1, b = "x" } != tomap({})))], "error") }
resource "terraform_data" "o418" { input = try([sort(timeadd("2024-02-28T23:00:00Z", "-90m")), jsonencode(sort(timeadd("2024-02-28T23:00:00Z", "-90m")))], "error") }
resource "terraform_data" "o419" { input = try([(true ? null : tomap({})), jsonencode((true ? null : tomap({})))], "error") }
resource "terraform_data" "o420" { input = try([[for k, v in [[1], [2, 3]] : [k, v] if k != 0], jsonencode([for k, v in [[1], [2, 3]] : [k, v] if k != 0])], "error") }
resource "terraform_data" "o421" { input = try([-1, jsonencode(-1)], "error") }
resource "terraform_data" "o422" { input = try([alltrue({for k, v in { p = var.s } : "${k}-x" => v...}), jsonencode(alltrue({for k, v in { p = var.s } : "${k}-x" => v...}))], "error") }
resource "terraform_data" "o423" { input = try([(tobool("true") ? true : terraform_data.u.id), jsonencode((tobool("true") ? true : terraform_data.u.id))], "error") }
resource "terraform_data" "o424" { input = try([(["a", "b"] / ""), jsonencode((["a", "b"] / ""))], "error") }
resource "terraform_data" "o425" { input = try([upper(["a", null]), jsonencode(upper(["a", null]))], "error") }
resource "terraform_data" "o426" { input = try([(tobool(terraform_data.u.id == "z") / tomap({ a = "x", b = "y" })), jsonencode((tobool(terraform_data.u.id == "z") / tomap({ a = "x", b = "y" })))], "error") }
resource "terraform_data" "o427" { input = try([anytrue(null), jsonencode(anytrue(null))], "error") }
resource "terraform_data" "o428" { input = try([tobool([{ a = 1 }, { a = 2 }]), jsonencode(tobool([{ a = 1 }, { a = 2 }]))], "error") }
resource "terraform_data" "o429" { input = try([(tonumber("1e2") ? tonumber(null) : "true"), jsonencode((tonumber("1e2") ? tonumber(null) : "true"))], "error") }
resource "terraform_data" "o430" { input = try([concat(["a", "b"], -0), jsonencode(concat(["a", "b"], -0))], "error") }
resource "terraform_data" "o431" { input = try([{ a = null }[*], jsonencode({ a = null }[*])], "error") }
resource "terraform_data" "o432" { input = try([floor(tonumber(null)), jsonencode(floor(tonumber(null)))], "error") }
resource "terraform_data" "o433" { input = try([(0.1 / null), jsonencode((0.1 / null))], "error") }
resource "terraform_data" "o434" { input = try([tomap(format("%%|%c|%U", null, tomap({ a = [1], b = [] }))), jsonencode(tomap(format("%%|%c|%U", null, tomap({ a = [1], b = [] }))))], "error") }
resource "terraform_data" "o435" { input = try([substr(values(tomap({ a = "x", b = "y" })), 0, 1e-30), jsonencode(substr(values(tomap({ a = "x", b = "y" })), 0, 1e-30))], "error") }
resource "terraform_data" "o436" { input = try([sha1(({} || null)), jsonencode(sha1(({} || null)))], "error") }
resource "terraform_data" "o437" { input = try([toset([{ a = 1 }, { b = 2 }]...), jsonencode(toset([{ a = 1 }, { b = 2 }]...))], "error") }
resource "terraform_data" "o438" { input = try([[for k, v in var.so : v.a if v != null], jsonencode([for k, v in var.so : v.a if v != null])], "error") }
resource "terraform_data" "o439" { input = try([dirname("10.0.0.0/8"), jsonencode(dirname("10.0.0.0/8"))], "error") }
resource "terraform_data" "o440" { input = try([[1, "a", true][1.5], jsonencode([1, "a", true][1.5])], "error") }
resource "terraform_data" "o441" { input = try([tomap(slice([], tonumber("1e2"), 0)), jsonencode(tomap(slice([], tonumber("1e2"), 0)))], "error") }
resource "terraform_data" "o442" { input = try([{for k, v in ["a", "b"] : "${k}-x" => v}, jsonencode({for k, v in ["a", "b"] : "${k}-x" => v})], "error") }
resource "terraform_data" "o443" { input = try([log(255, ["a", null]), jsonencode(log(255, ["a", null]))], "error") }
resource "terraform_data" "o444" { input = try([yamlencode("aGk="), jsonencode(yamlencode("aGk="))], "error") }
resource "terraform_data" "o445" { input = try([one(toset([])), jsonencode(one(toset([])))], "error") }
resource "terraform_data" "o446" { input = try([sort({for k, v in [null] : k => v...}), jsonencode(sort({for k, v in [null] : k => v...}))], "error") }
resource "terraform_data" "o447" { input = try([[for k, v in var.nl : v == null if v], jsonencode([for k, v in var.nl : v == null if v])], "error") }
resource "terraform_data" "o448" { input = try([merge({ a = { b = { c = 1 } } }, slice(var.lo[*].b, 9007199254740993, 1)), jsonencode(merge({ a = { b = { c = 1 } } }, slice(var.lo[*].b, 9007199254740993, 1)))], "error") }
resource "terraform_data" "o449" { input = try([({ a = null } ? 1e200 : tolist([])), jsonencode(({ a = null } ? 1e200 : tolist([])))], "error") }
resource "terraform_data" "o450" { input = try(["%{ if [terraform_data.u.id, "k"] }y%{ else }n%{ endif }", jsonencode("%{ if [terraform_data.u.id, "k"] }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o451" { input = try([sha1({ p = var.s }), jsonencode(sha1({ p = var.s }))], "error") }
resource "terraform_data" "o452" { input = try([(tobool("true") == 1), jsonencode((tobool("true") == 1))], "error") }
resource "terraform_data" "o453" { input = try([(tolist([terraform_data.u.id]) || "👨‍👩‍👧"), jsonencode((tolist([terraform_data.u.id]) || "👨‍👩‍👧"))], "error") }
resource "terraform_data" "o454" { input = try([toset(cidrsubnet(["a", "b"], tonumber(null), -7.5), tonumber(null)), jsonencode(toset(cidrsubnet(["a", "b"], tonumber(null), -7.5), tonumber(null)))], "error") }
resource "terraform_data" "o455" { input = try([length([true, "false"]...), jsonencode(length([true, "false"]...))], "error") }
resource "terraform_data" "o456" { input = try([[for k, v in { a = true, b = false } : v if v], jsonencode([for k, v in { a = true, b = false } : v if v])], "error") }
resource "terraform_data" "o457" { input = try([startswith(" ", " "), jsonencode(startswith(" ", " "))], "error") }
resource "terraform_data" "o458" { input = try([(tobool("true") ? 1/3 : "$${x}"), jsonencode((tobool("true") ? 1/3 : "$${x}"))], "error") }
resource "terraform_data" "o459" { input = try([cidrhost(lookup({ a = null }, "a,b,,c", false), -1), jsonencode(cidrhost(lookup({ a = null }, "a,b,,c", false), -1))], "error") }
resource "terraform_data" "o460" { input = try([coalescelist(true, ["a", null]), jsonencode(coalescelist(true, ["a", null]))], "error") }
resource "terraform_data" "o461" { input = try([var.eo, jsonencode(var.eo)], "error") }
resource "terraform_data" "o462" { input = try(["10.0.0.0/8", jsonencode("10.0.0.0/8")], "error") }
resource "terraform_data" "o463" { input = try([({ "é" = 1, "" = 2 } * 255), jsonencode(({ "é" = 1, "" = 2 } * 255))], "error") }
resource "terraform_data" "o464" { input = try([tomap({ a = [1], b = [] }), jsonencode(tomap({ a = [1], b = [] }))], "error") }
resource "terraform_data" "o465" { input = try(["%{ for x in { p = var.s } ~} ${x} %{ endfor }", jsonencode("%{ for x in { p = var.s } ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o466" { input = try([toset(123456789012345678901234567890, ["a", "b"]), jsonencode(toset(123456789012345678901234567890, ["a", "b"]))], "error") }
resource "terraform_data" "o467" { input = try([formatlist("%d %s", var.nl, [1, 1.0, "1"]), jsonencode(formatlist("%d %s", var.nl, [1, 1.0, "1"]))], "error") }
resource "terraform_data" "o468" { input = try([pow(0.1, 64), jsonencode(pow(0.1, 64))], "error") }
resource "terraform_data" "o469" { input = try([yamldecode(""), jsonencode(yamldecode(""))], "error") }
resource "terraform_data" "o470" { input = try([["a", null], jsonencode(["a", null])], "error") }
resource "terraform_data" "o471" { input = try([regex("{\"a\":[1,null]}", 0), jsonencode(regex("{\"a\":[1,null]}", 0))], "error") }
resource "terraform_data" "o472" { input = try([zipmap([1, 1.0, "1"], setproduct(["a"], [1, 2])), jsonencode(zipmap([1, 1.0, "1"], setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o473" { input = try([max(1e3, 2.5, 1e-30), jsonencode(max(1e3, 2.5, 1e-30))], "error") }
resource "terraform_data" "o474" { input = try(["%{ for x in { a = true, b = false } ~} ${x} %{ endfor }", jsonencode("%{ for x in { a = true, b = false } ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o475" { input = try([{for k, v in { "é" = 1, "" = 2 } : "c" => v...}, jsonencode({for k, v in { "é" = 1, "" = 2 } : "c" => v...})], "error") }
resource "terraform_data" "o476" { input = try(["<${[{ a = 1 }, { b = 2 }]}>", jsonencode("<${[{ a = 1 }, { b = 2 }]}>")], "error") }
resource "terraform_data" "o477" { input = try(["<${null}>", jsonencode("<${null}>")], "error") }
resource "terraform_data" "o478" { input = try([tonumber([true, "false"]), jsonencode(tonumber([true, "false"]))], "error") }
resource "terraform_data" "o479" { input = try([{for k, v in tolist([]) : "${k}-x" => v...}, jsonencode({for k, v in tolist([]) : "${k}-x" => v...})], "error") }
resource "terraform_data" "o480" { input = try([yamldecode(" 7 "), jsonencode(yamldecode(" 7 "))], "error") }
resource "terraform_data" "o481" { input = try([trim("\t\"q\"", "true"), jsonencode(trim("\t\"q\"", "true"))], "error") }
resource "terraform_data" "o482" { input = try([md5("(a)(?P<n>b)?"), jsonencode(md5("(a)(?P<n>b)?"))], "error") }
resource "terraform_data" "o483" { input = try([try("[1,2", "10.0.0.0/8"), jsonencode(try("[1,2", "10.0.0.0/8"))], "error") }
resource "terraform_data" "o484" { input = try([[for k, v in { a = null } : upper(v) ], jsonencode([for k, v in { a = null } : upper(v) ])], "error") }
resource "terraform_data" "o485" { input = try([format("%e %g", "1e3", strcontains("é", "007")), jsonencode(format("%e %g", "1e3", strcontains("é", "007")))], "error") }
resource "terraform_data" "o486" { input = try([chunklist(toset([{ a = 1 }]), -7.5), jsonencode(chunklist(toset([{ a = 1 }]), -7.5))], "error") }
resource "terraform_data" "o487" { input = try([floor(1e200), jsonencode(floor(1e200))], "error") }
resource "terraform_data" "o488" { input = try([base64sha256(tonumber(null)), jsonencode(base64sha256(tonumber(null)))], "error") }
resource "terraform_data" "o489" { input = try([(tobool(null) == [{ a = 1 }, { b = 2 }]), jsonencode((tobool(null) == [{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o490" { input = try([tomap(base64decode("\n")), jsonencode(tomap(base64decode("\n")))], "error") }
resource "terraform_data" "o491" { input = try([endswith("ǅ", "1e3"), jsonencode(endswith("ǅ", "1e3"))], "error") }
resource "terraform_data" "o492" { input = try(["<${-7.5}>", jsonencode("<${-7.5}>")], "error") }
resource "terraform_data" "o493" { input = try([(tonumber(null) ? tobool(null) : 0), jsonencode((tonumber(null) ? tobool(null) : 0))], "error") }
resource "terraform_data" "o494" { input = try([(tomap({ a = [1], b = [] }) + [{ a = 1 }, { a = 2 }]), jsonencode((tomap({ a = [1], b = [] }) + [{ a = 1 }, { a = 2 }]))], "error") }
resource "terraform_data" "o495" { input = try([sha1("null"), jsonencode(sha1("null"))], "error") }
resource "terraform_data" "o496" { input = try([var.lo["0"], jsonencode(var.lo["0"])], "error") }
resource "terraform_data" "o497" { input = try([{for k, v in -0 : k => v...}, jsonencode({for k, v in -0 : k => v...})], "error") }
resource "terraform_data" "o498" { input = try([basename(sensitive(toset(["b", "a"]))), jsonencode(basename(sensitive(toset(["b", "a"]))))], "error") }
resource "terraform_data" "o499" { input = try([format("%*d|%s", try("x-${terraform_data.u.id}", length(terraform_data.u.id), ["b", "a", "b"]), null), jsonencode(format("%*d|%s", try("x-${terraform_data.u.id}", length(terraform_data.u.id), ["b", "a", "b"]), null))], "error") }
resource "terraform_data" "o500" { input = try([tobool(toset(["b", "a"])), jsonencode(tobool(toset(["b", "a"])))], "error") }
resource "terraform_data" "o501" { input = try([{ p = var.s }, jsonencode({ p = var.s })], "error") }
resource "terraform_data" "o502" { input = try([regexall(max(0.1, tonumber("1e2"), 123456789012345678901234567890), tobool(null)), jsonencode(regexall(max(0.1, tonumber("1e2"), 123456789012345678901234567890), tobool(null)))], "error") }
resource "terraform_data" "o503" { input = try([trimspace(var.s), jsonencode(trimspace(var.s))], "error") }
resource "terraform_data" "o504" { input = try([var.eo["0"], jsonencode(var.eo["0"])], "error") }
resource "terraform_data" "o505" { input = try([values(var.nm), jsonencode(values(var.nm))], "error") }
resource "terraform_data" "o506" { input = try([sensitive(var.lo[0].0), jsonencode(sensitive(var.lo[0].0))], "error") }
resource "terraform_data" "o507" { input = try([element([[["deep"]], []], flatten(var.lo[*].b)), jsonencode(element([[["deep"]], []], flatten(var.lo[*].b)))], "error") }
resource "terraform_data" "o508" { input = try([tolist([var.s, "p"]), jsonencode(tolist([var.s, "p"]))], "error") }
resource "terraform_data" "o509" { input = try([trimspace(sha512()), jsonencode(trimspace(sha512()))], "error") }
resource "terraform_data" "o510" { input = try([setintersection(var.nm, tolist([])), jsonencode(setintersection(var.nm, tolist([])))], "error") }
resource "terraform_data" "o511" { input = try([index(try(0, 255), parseint("ff", 16)), jsonencode(index(try(0, 255), parseint("ff", 16)))], "error") }
resource "terraform_data" "o512" { input = try([anytrue([[["deep"]], []]), jsonencode(anytrue([[["deep"]], []]))], "error") }
resource "terraform_data" "o513" { input = try([(tobool(null) ? [{ a = 1 }, { a = 2 }] : 64), jsonencode((tobool(null) ? [{ a = 1 }, { a = 2 }] : 64))], "error") }
resource "terraform_data" "o514" { input = try([setintersection([1, 1.0, "1"], setproduct(["a"], [1, 2])), jsonencode(setintersection([1, 1.0, "1"], setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o515" { input = try([timeadd("2024-02-28T23:00:00+02:00", "1d"), jsonencode(timeadd("2024-02-28T23:00:00+02:00", "1d"))], "error") }
resource "terraform_data" "o516" { input = try([coalescelist(timeadd("2024-02-28T23:00:00Z", "1h1m1s1ns"), var.lo[*].b), jsonencode(coalescelist(timeadd("2024-02-28T23:00:00Z", "1h1m1s1ns"), var.lo[*].b))], "error") }
resource "terraform_data" "o517" { input = try([(0.1 ? [null] : -0), jsonencode((0.1 ? [null] : -0))], "error") }
resource "terraform_data" "o518" { input = try([tolist({ a = { b = { c = 1 } } }), jsonencode(tolist({ a = { b = { c = 1 } } }))], "error") }
resource "terraform_data" "o519" { input = try([tomap(sha512("-0")), jsonencode(tomap(sha512("-0")))], "error") }
resource "terraform_data" "o520" { input = try(["%{ for x in "2024-02-29T12:00:00+05:30" ~} ${x} %{ endfor }", jsonencode("%{ for x in "2024-02-29T12:00:00+05:30" ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o521" { input = try([join(var.s, [null]), jsonencode(join(var.s, [null]))], "error") }
resource "terraform_data" "o522" { input = try([sha1("\n"), jsonencode(sha1("\n"))], "error") }
resource "terraform_data" "o523" { input = try([abs(-0), jsonencode(abs(-0))], "error") }
resource "terraform_data" "o524" { input = try([[var.s, "p"]["a"], jsonencode([var.s, "p"]["a"])], "error") }
resource "terraform_data" "o525" { input = try([{for k, v in [null] : k => v...}, jsonencode({for k, v in [null] : k => v...})], "error") }
resource "terraform_data" "o526" { input = try(["<${{ a = [1, 2], b = [] }}>", jsonencode("<${{ a = [1, 2], b = [] }}>")], "error") }
resource "terraform_data" "o527" { input = try([textencodebase64("1e3", "<${{ "é" = 1, "" = 2 }}>"), jsonencode(textencodebase64("1e3", "<${{ "é" = 1, "" = 2 }}>"))], "error") }
resource "terraform_data" "o528" { input = try(["<${tobool("true")}>", jsonencode("<${tobool("true")}>")], "error") }
resource "terraform_data" "o529" { input = try([floor(log(9007199254740993, 1/3)), jsonencode(floor(log(9007199254740993, 1/3)))], "error") }
resource "terraform_data" "o530" { input = try([yamldecode("a,b,,c"), jsonencode(yamldecode("a,b,,c"))], "error") }
resource "terraform_data" "o531" { input = try([transpose({ a = [1, 2], b = [] }), jsonencode(transpose({ a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o532" { input = try([regex("a,b,,c", "ÿ"), jsonencode(regex("a,b,,c", "ÿ"))], "error") }
resource "terraform_data" "o533" { input = try([tomap({})["a"], jsonencode(tomap({})["a"])], "error") }
resource "terraform_data" "o534" { input = try([(tonumber("1e2") * 1), jsonencode((tonumber("1e2") * 1))], "error") }
resource "terraform_data" "o535" { input = try([distinct([[1], [2, 3]]), jsonencode(distinct([[1], [2, 3]]))], "error") }
resource "terraform_data" "o536" { input = try([(tobool("true") ? null : var.nm), jsonencode((tobool("true") ? null : var.nm))], "error") }
resource "terraform_data" "o537" { input = try([([1, 1.0, "1"] / toset([terraform_data.u.id, "a"])), jsonencode(([1, 1.0, "1"] / toset([terraform_data.u.id, "a"])))], "error") }
resource "terraform_data" "o538" { input = try([slice([var.s, "p"], 1e-30, -1), jsonencode(slice([var.s, "p"], 1e-30, -1))], "error") }
resource "terraform_data" "o539" { input = try([(terraform_data.u.id + { a = 1 }), jsonencode((terraform_data.u.id + { a = 1 }))], "error") }
resource "terraform_data" "o540" { input = try([yamlencode(regexall("192.168.1.300/24", "ß")), jsonencode(yamlencode(regexall("192.168.1.300/24", "ß")))], "error") }
resource "terraform_data" "o541" { input = try([compact([1, "a", true]), jsonencode(compact([1, "a", true]))], "error") }
resource "terraform_data" "o542" { input = try([can(null), jsonencode(can(null))], "error") }
resource "terraform_data" "o543" { input = try([var.nm, jsonencode(var.nm)], "error") }
resource "terraform_data" "o544" { input = try([textdecodebase64(tostring(null), "UTF-8"), jsonencode(textdecodebase64(tostring(null), "UTF-8"))], "error") }
resource "terraform_data" "o545" { input = try(["%{ if "[1,2" }y%{ else }n%{ endif }", jsonencode("%{ if "[1,2" }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o546" { input = try([(1e3 ? "aGk=" : "/a+/"), jsonencode((1e3 ? "aGk=" : "/a+/"))], "error") }
resource "terraform_data" "o547" { input = try([parseint("0x1F", -7.5), jsonencode(parseint("0x1F", -7.5))], "error") }
resource "terraform_data" "o548" { input = try([9007199254740993, jsonencode(9007199254740993)], "error") }
resource "terraform_data" "o549" { input = try([([var.s, "p"] + 1e200), jsonencode(([var.s, "p"] + 1e200))], "error") }
resource "terraform_data" "o550" { input = try(["%{ if { a = true, b = false } }y%{ else }n%{ endif }", jsonencode("%{ if { a = true, b = false } }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o551" { input = try([(["10", "9", "1"] != 123456789012345678901234567890), jsonencode((["10", "9", "1"] != 123456789012345678901234567890))], "error") }
resource "terraform_data" "o552" { input = try(["%{ if "%s" }y%{ else }n%{ endif }", jsonencode("%{ if "%s" }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o553" { input = try([{ p = var.s }[-1], jsonencode({ p = var.s }[-1])], "error") }
resource "terraform_data" "o554" { input = try([yamlencode(toset(["b", "a"])), jsonencode(yamlencode(toset(["b", "a"])))], "error") }
resource "terraform_data" "o555" { input = try([textencodebase64("é", "ISO-8859-1"), jsonencode(textencodebase64("é", "ISO-8859-1"))], "error") }
resource "terraform_data" "o556" { input = try([formatlist("%v", [], [true, "false"]), jsonencode(formatlist("%v", [], [true, "false"]))], "error") }
resource "terraform_data" "o557" { input = try([indent(1e3, toset([]), var.so), jsonencode(indent(1e3, toset([]), var.so))], "error") }
resource "terraform_data" "o558" { input = try([(var.lo[0] && [{ a = 1 }, { b = 2 }]), jsonencode((var.lo[0] && [{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o559" { input = try([keys(tomap({})), jsonencode(keys(tomap({})))], "error") }
resource "terraform_data" "o560" { input = try([issensitive(cidrsubnet("10.0.0.0/8", 255, "aGk=")), jsonencode(issensitive(cidrsubnet("10.0.0.0/8", 255, "aGk=")))], "error") }
resource "terraform_data" "o561" { input = try([log(1), jsonencode(log(1))], "error") }
resource "terraform_data" "o562" { input = try([endswith("\n", "ß"), jsonencode(endswith("\n", "ß"))], "error") }
resource "terraform_data" "o563" { input = try([element([[1], [2, 3]], null), jsonencode(element([[1], [2, 3]], null))], "error") }
resource "terraform_data" "o564" { input = try([formatlist("%d %s", toset([{ a = 1 }]), [var.s, "p"]), jsonencode(formatlist("%d %s", toset([{ a = 1 }]), [var.s, "p"]))], "error") }
resource "terraform_data" "o565" { input = try([tostring("[1,2"), jsonencode(tostring("[1,2"))], "error") }
resource "terraform_data" "o566" { input = try([(false ? local.yaml : "-0"), jsonencode((false ? local.yaml : "-0"))], "error") }
resource "terraform_data" "o567" { input = try([replace("é", (parseint("ff", 16) - 0.1), range(3)...), jsonencode(replace("é", (parseint("ff", 16) - 0.1), range(3)...))], "error") }
resource "terraform_data" "o568" { input = try([({ a = 1 } * toset(["b", "a"])), jsonencode(({ a = 1 } * toset(["b", "a"])))], "error") }
resource "terraform_data" "o569" { input = try([contains(toset([terraform_data.u.id, "a"]), tolist([{ a = 1 }, { a = 2 }])), jsonencode(contains(toset([terraform_data.u.id, "a"]), tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o570" { input = try([indent(123456789012345678901234567890, { a = true, b = false }), jsonencode(indent(123456789012345678901234567890, { a = true, b = false }))], "error") }
resource "terraform_data" "o571" { input = try([{for k, v in var.lo[0] : k => v}, jsonencode({for k, v in var.lo[0] : k => v})], "error") }
resource "terraform_data" "o572" { input = try([yamlencode(textencodebase64("2024-02-29T12:00:00+05:30", "nope")), jsonencode(yamlencode(textencodebase64("2024-02-29T12:00:00+05:30", "nope")))], "error") }
resource "terraform_data" "o573" { input = try([distinct(jsondecode("$${x}")), jsonencode(distinct(jsondecode("$${x}")))], "error") }
resource "terraform_data" "o574" { input = try([coalesce("null", base64sha512(null)), jsonencode(coalesce("null", base64sha512(null)))], "error") }
resource "terraform_data" "o575" { input = try([{for k, v in 1/3 : "${k}-x" => v...}, jsonencode({for k, v in 1/3 : "${k}-x" => v...})], "error") }
resource "terraform_data" "o576" { input = try([sensitive("%s"), jsonencode(sensitive("%s"))], "error") }
resource "terraform_data" "o577" { input = try([([[["deep"]], []] ? 123456789012345678901234567890 : var.lo[0]), jsonencode(([[["deep"]], []] ? 123456789012345678901234567890 : var.lo[0]))], "error") }
resource "terraform_data" "o578" { input = try([yamldecode(), jsonencode(yamldecode())], "error") }
resource "terraform_data" "o579" { input = try([upper("aGk"), jsonencode(upper("aGk"))], "error") }
resource "terraform_data" "o580" { input = try([flatten((range(3) ? { a = true, b = false } : tolist(["é", "e"]))), jsonencode(flatten((range(3) ? { a = true, b = false } : tolist(["é", "e"]))))], "error") }
resource "terraform_data" "o581" { input = try([setunion(["a", null], (tobool("true") ? toset([]) : var.nl)), jsonencode(setunion(["a", null], (tobool("true") ? toset([]) : var.nl)))], "error") }
resource "terraform_data" "o582" { input = try([tolist(["é", "e"])[tostring(null)], jsonencode(tolist(["é", "e"])[tostring(null)])], "error") }
resource "terraform_data" "o583" { input = try([{for k, v in { a = [1, 2], b = [] } : "${k}-x" => v...}, jsonencode({for k, v in { a = [1, 2], b = [] } : "${k}-x" => v...})], "error") }
resource "terraform_data" "o584" { input = try([(setproduct(["a"], [1, 2]) == false), jsonencode((setproduct(["a"], [1, 2]) == false))], "error") }
resource "terraform_data" "o585" { input = try([dirname("-0"), jsonencode(dirname("-0"))], "error") }
resource "terraform_data" "o586" { input = try([(9007199254740993 == 64), jsonencode((9007199254740993 == 64))], "error") }
resource "terraform_data" "o587" { input = try([{for k, v in {} : "${k}-x" => v...}, jsonencode({for k, v in {} : "${k}-x" => v...})], "error") }
resource "terraform_data" "o588" { input = try([{for k, v in tomap({ a = "x", b = "y" }) : k => v...}, jsonencode({for k, v in tomap({ a = "x", b = "y" }) : k => v...})], "error") }
resource "terraform_data" "o589" { input = try([setintersection(range(3), { a = [1, 2], b = [] }.a), jsonencode(setintersection(range(3), { a = [1, 2], b = [] }.a))], "error") }
resource "terraform_data" "o590" { input = try([uuidv5("dns", "0x1F"), jsonencode(uuidv5("dns", "0x1F"))], "error") }
resource "terraform_data" "o591" { input = try([base64sha256("İi"), jsonencode(base64sha256("İi"))], "error") }
resource "terraform_data" "o592" { input = try([ceil([{ a = 1 }, { b = 2 }]...), jsonencode(ceil([{ a = 1 }, { b = 2 }]...))], "error") }
resource "terraform_data" "o593" { input = try([md5(" 7 "), jsonencode(md5(" 7 "))], "error") }
resource "terraform_data" "o594" { input = try([[for k, v in { a = [1, 2], b = [] } : v if v != null], jsonencode([for k, v in { a = [1, 2], b = [] } : v if v != null])], "error") }
resource "terraform_data" "o595" { input = try([(1e-30 == ["10", "9", "1"]), jsonencode((1e-30 == ["10", "9", "1"]))], "error") }
resource "terraform_data" "o596" { input = try([pow(1, var.eo...), jsonencode(pow(1, var.eo...))], "error") }
resource "terraform_data" "o597" { input = try([timeadd("2024-02-28T23:00:00+02:00", "10ms"), jsonencode(timeadd("2024-02-28T23:00:00+02:00", "10ms"))], "error") }
resource "terraform_data" "o598" { input = try([split("👨‍👩‍👧", tobool(null)), jsonencode(split("👨‍👩‍👧", tobool(null)))], "error") }
resource "terraform_data" "o599" { input = try(["ǅ", jsonencode("ǅ")], "error") }
resource "terraform_data" "o600" { input = try([(0 != [null]), jsonencode((0 != [null]))], "error") }
resource "terraform_data" "o601" { input = try([cidrnetmask("-0"), jsonencode(cidrnetmask("-0"))], "error") }
resource "terraform_data" "o602" { input = try([tostring(toset([])), jsonencode(tostring(toset([])))], "error") }
resource "terraform_data" "o603" { input = try([[null], jsonencode([null])], "error") }
resource "terraform_data" "o604" { input = try([sort(var.lo[*].b), jsonencode(sort(var.lo[*].b))], "error") }
resource "terraform_data" "o605" { input = try([[for k, v in var.lo[0] : { (k) = v } if v], jsonencode([for k, v in var.lo[0] : { (k) = v } if v])], "error") }
resource "terraform_data" "o606" { input = try([(false ? 1/3 : false), jsonencode((false ? 1/3 : false))], "error") }
resource "terraform_data" "o607" { input = try([csvdecode("10.0.0.0/8"), jsonencode(csvdecode("10.0.0.0/8"))], "error") }
resource "terraform_data" "o608" { input = try([chunklist([{ a = 1 }, { a = 2 }], 1/3), jsonencode(chunklist([{ a = 1 }, { a = 2 }], 1/3))], "error") }
resource "terraform_data" "o609" { input = try([substr("é", pow(64, -7.5), tonumber("1e2")), jsonencode(substr("é", pow(64, -7.5), tonumber("1e2")))], "error") }
resource "terraform_data" "o610" { input = try([setproduct(var.eo, toset([3, 1, 10])), jsonencode(setproduct(var.eo, toset([3, 1, 10])))], "error") }
resource "terraform_data" "o611" { input = try([(3 ? { p = var.s } : 1), jsonencode((3 ? { p = var.s } : 1))], "error") }
resource "terraform_data" "o612" { input = try([cidrsubnets("0x1F", 2.5, parseint("ff", 16)), jsonencode(cidrsubnets("0x1F", 2.5, parseint("ff", 16)))], "error") }
resource "terraform_data" "o613" { input = try([{ a = null }, jsonencode({ a = null })], "error") }
resource "terraform_data" "o614" { input = try([setintersection(toset([]), [null]), jsonencode(setintersection(toset([]), [null]))], "error") }
resource "terraform_data" "o615" { input = try([substr("$${x}", 0.1, 64), jsonencode(substr("$${x}", 0.1, 64))], "error") }
resource "terraform_data" "o616" { input = try([(1 || tobool(terraform_data.u.id == "z")), jsonencode((1 || tobool(terraform_data.u.id == "z")))], "error") }
resource "terraform_data" "o617" { input = try([{ a = 1, b = "x" }, jsonencode({ a = 1, b = "x" })], "error") }
resource "terraform_data" "o618" { input = try([coalesce({ "é" = 1, "" = 2 }, true), jsonencode(coalesce({ "é" = 1, "" = 2 }, true))], "error") }
resource "terraform_data" "o619" { input = try([try(range(3), toset([terraform_data.u.id, "a"])), jsonencode(try(range(3), toset([terraform_data.u.id, "a"])))], "error") }
resource "terraform_data" "o620" { input = try([(false ? "👨‍👩‍👧" : toset([{ a = 1 }])), jsonencode((false ? "👨‍👩‍👧" : toset([{ a = 1 }])))], "error") }
resource "terraform_data" "o621" { input = try([toset(max("{\"a\":[1,null]}", 2.5, { p = var.s })), jsonencode(toset(max("{\"a\":[1,null]}", 2.5, { p = var.s })))], "error") }
resource "terraform_data" "o622" { input = try([tomap({}), jsonencode(tomap({}))], "error") }
resource "terraform_data" "o623" { input = try([setproduct([], "%{ if "日本語" }y%{ else }n%{ endif }"), jsonencode(setproduct([], "%{ if "日本語" }y%{ else }n%{ endif }"))], "error") }
resource "terraform_data" "o624" { input = try(["%{ for x in -7.5 ~} ${x} %{ endfor }", jsonencode("%{ for x in -7.5 ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o625" { input = try([lower({for k, v in [{ a = 1 }, { a = 2 }] : "${k}-x" => v}), jsonencode(lower({for k, v in [{ a = 1 }, { a = 2 }] : "${k}-x" => v}))], "error") }
resource "terraform_data" "o626" { input = try([csvdecode(setsubtract([], setproduct(["a"], [1, 2]))), jsonencode(csvdecode(setsubtract([], setproduct(["a"], [1, 2]))))], "error") }
resource "terraform_data" "o627" { input = try([uuidv5("url", "👨‍👩‍👧"), jsonencode(uuidv5("url", "👨‍👩‍👧"))], "error") }
resource "terraform_data" "o628" { input = try([{ "10" = 1, "9" = 2 }["0"], jsonencode({ "10" = 1, "9" = 2 }["0"])], "error") }
resource "terraform_data" "o629" { input = try([values({ a = [1, 2], b = [] }), jsonencode(values({ a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o630" { input = try([pow(1e200, null), jsonencode(pow(1e200, null))], "error") }
resource "terraform_data" "o631" { input = try([[for k, v in ["a", null] : { (k) = v } if v != null], jsonencode([for k, v in ["a", null] : { (k) = v } if v != null])], "error") }
resource "terraform_data" "o632" { input = try([(null != { "é" = 1, "" = 2 }), jsonencode((null != { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o633" { input = try([(split(",", terraform_data.u.id) || { a = true, b = false }), jsonencode((split(",", terraform_data.u.id) || { a = true, b = false }))], "error") }
resource "terraform_data" "o634" { input = try([index(64, trim("é", null)), jsonencode(index(64, trim("é", null)))], "error") }
resource "terraform_data" "o635" { input = try([cidrsubnets(" ", 0, parseint("ff", 16)), jsonencode(cidrsubnets(" ", 0, parseint("ff", 16)))], "error") }
resource "terraform_data" "o636" { input = try([cidrhost("(a)(?P<n>b)?", min(3, 1e-30, 9007199254740993)), jsonencode(cidrhost("(a)(?P<n>b)?", min(3, 1e-30, 9007199254740993)))], "error") }
resource "terraform_data" "o637" { input = try([{ "10" = 1, "9" = 2 }[*].b[0], jsonencode({ "10" = 1, "9" = 2 }[*].b[0])], "error") }
resource "terraform_data" "o638" { input = try([base64sha256(element(tolist(["é", "e"]), 3)), jsonencode(base64sha256(element(tolist(["é", "e"]), 3)))], "error") }
resource "terraform_data" "o639" { input = try([([terraform_data.u.id, "k"] ? length(terraform_data.u.id) : "10.0.0.0/8"), jsonencode(([terraform_data.u.id, "k"] ? length(terraform_data.u.id) : "10.0.0.0/8"))], "error") }
resource "terraform_data" "o640" { input = try([flatten(var.eo), jsonencode(flatten(var.eo))], "error") }
resource "terraform_data" "o641" { input = try([{for k, v in tomap({}) : "c" => v...}, jsonencode({for k, v in tomap({}) : "c" => v...})], "error") }
resource "terraform_data" "o642" { input = try([replace("-0", "1e3", "\n"), jsonencode(replace("-0", "1e3", "\n"))], "error") }
resource "terraform_data" "o643" { input = try([base64decode((tobool("true") ? [[], ["x"]] : length(terraform_data.u.id))), jsonencode(base64decode((tobool("true") ? [[], ["x"]] : length(terraform_data.u.id))))], "error") }
resource "terraform_data" "o644" { input = try([distinct("日本語", { "é" = 1, "" = 2 }), jsonencode(distinct("日本語", { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o645" { input = try([zipmap({ a = [1, 2], b = [] }, null), jsonencode(zipmap({ a = [1, 2], b = [] }, null))], "error") }
resource "terraform_data" "o646" { input = try([trimsuffix("a,b,,c", "ÿ"), jsonencode(trimsuffix("a,b,,c", "ÿ"))], "error") }
resource "terraform_data" "o647" { input = try([replace("ß", var.s, "192.168.1.300/24"), jsonencode(replace("ß", var.s, "192.168.1.300/24"))], "error") }
resource "terraform_data" "o648" { input = try([strcontains(transpose(var.lo[0]), "[1,2"), jsonencode(strcontains(transpose(var.lo[0]), "[1,2"))], "error") }
resource "terraform_data" "o649" { input = try([base64encode("\t\"q\"", local.yaml), jsonencode(base64encode("\t\"q\"", local.yaml))], "error") }
resource "terraform_data" "o650" { input = try([tostring(null), jsonencode(tostring(null))], "error") }
resource "terraform_data" "o651" { input = try([ceil(9007199254740993), jsonencode(ceil(9007199254740993))], "error") }
resource "terraform_data" "o652" { input = try([cidrnetmask([{ a = 1 }, { a = 2 }]...), jsonencode(cidrnetmask([{ a = 1 }, { a = 2 }]...))], "error") }
resource "terraform_data" "o653" { input = try([pow(tonumber(null), 1e3), jsonencode(pow(tonumber(null), 1e3))], "error") }
resource "terraform_data" "o654" { input = try([toset([3, 1, 10])["a"], jsonencode(toset([3, 1, 10])["a"])], "error") }
resource "terraform_data" "o655" { input = try([sha256("2001:db8::/32", true), jsonencode(sha256("2001:db8::/32", true))], "error") }
resource "terraform_data" "o656" { input = try(["%{ for x in null ~} ${x} %{ endfor }", jsonencode("%{ for x in null ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o657" { input = try(["%{ for x in { a = null } ~} ${x} %{ endfor }", jsonencode("%{ for x in { a = null } ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o658" { input = try([[for k, v in [{ a = 1 }, { b = 2 }] : v == null ], jsonencode([for k, v in [{ a = 1 }, { b = 2 }] : v == null ])], "error") }
resource "terraform_data" "o659" { input = try([formatdate([for k, v in [{ a = 1 }, { b = 2 }] : [k, v] if v], "2020-01-01T00:00:00Z"), jsonencode(formatdate([for k, v in [{ a = 1 }, { b = 2 }] : [k, v] if v], "2020-01-01T00:00:00Z"))], "error") }
resource "terraform_data" "o660" { input = try([compact(trimspace("[1,2")), jsonencode(compact(trimspace("[1,2")))], "error") }
resource "terraform_data" "o661" { input = try([toset([3, 1, 10]), jsonencode(toset([3, 1, 10]))], "error") }
resource "terraform_data" "o662" { input = try([[for k, v in [[["deep"]], []] : v ], jsonencode([for k, v in [[["deep"]], []] : v ])], "error") }
resource "terraform_data" "o663" { input = try([try(false, var.eo), jsonencode(try(false, var.eo))], "error") }
resource "terraform_data" "o664" { input = try([trimprefix(sha256(), "İi"), jsonencode(trimprefix(sha256(), "İi"))], "error") }
resource "terraform_data" "o665" { input = try([[for k, v in { "é" = 1, "" = 2 } : [k, v] if k != 0], jsonencode([for k, v in { "é" = 1, "" = 2 } : [k, v] if k != 0])], "error") }
resource "terraform_data" "o666" { input = try([zipmap(setproduct(["a"], [1, 2]), [for k, v in var.lo[0] : [k, v] if v != null]), jsonencode(zipmap(setproduct(["a"], [1, 2]), [for k, v in var.lo[0] : [k, v] if v != null]))], "error") }
resource "terraform_data" "o667" { input = try([(null + toset([terraform_data.u.id, "a"])), jsonencode((null + toset([terraform_data.u.id, "a"])))], "error") }
resource "terraform_data" "o668" { input = try(["%{ for x in "[1,2" ~} ${x} %{ endfor }", jsonencode("%{ for x in "[1,2" ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o669" { input = try([("" && tonumber("1e2")), jsonencode(("" && tonumber("1e2")))], "error") }
resource "terraform_data" "o670" { input = try([reverse([1, "a", true]), jsonencode(reverse([1, "a", true]))], "error") }
resource "terraform_data" "o671" { input = try([trimprefix("true", "007"), jsonencode(trimprefix("true", "007"))], "error") }
resource "terraform_data" "o672" { input = try(["<${9007199254740993}>", jsonencode("<${9007199254740993}>")], "error") }
resource "terraform_data" "o673" { input = try([[for k, v in [var.s, "p"] : v ], jsonencode([for k, v in [var.s, "p"] : v ])], "error") }
resource "terraform_data" "o674" { input = try([length("a.b-c_d"), jsonencode(length("a.b-c_d"))], "error") }
resource "terraform_data" "o675" { input = try([{for k, v in tomap({}) : "c" => v}, jsonencode({for k, v in tomap({}) : "c" => v})], "error") }
resource "terraform_data" "o676" { input = try([one(lower("ÿ")), jsonencode(one(lower("ÿ")))], "error") }
resource "terraform_data" "o677" { input = try([merge(base64decode({ a = { b = { c = 1 } } }), var.nm), jsonencode(merge(base64decode({ a = { b = { c = 1 } } }), var.nm))], "error") }
resource "terraform_data" "o678" { input = try([sha256((false ? {} : [{ a = 1 }, { b = 2 }])), jsonencode(sha256((false ? {} : [{ a = 1 }, { b = 2 }])))], "error") }
resource "terraform_data" "o679" { input = try([setunion([[["deep"]], []], sum(var.nl)), jsonencode(setunion([[["deep"]], []], sum(var.nl)))], "error") }
resource "terraform_data" "o680" { input = try([transpose(), jsonencode(transpose())], "error") }
resource "terraform_data" "o681" { input = try([(255 >= tonumber("1e2")), jsonencode((255 >= tonumber("1e2")))], "error") }
resource "terraform_data" "o682" { input = try([yamlencode(join("(a)(?P<n>b)?", var.eo, -1)), jsonencode(yamlencode(join("(a)(?P<n>b)?", var.eo, -1)))], "error") }
resource "terraform_data" "o683" { input = try(["%{ for x in 1e3 ~} ${x} %{ endfor }", jsonencode("%{ for x in 1e3 ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o684" { input = try([{for k, v in { p = var.s } : "c" => v...}, jsonencode({for k, v in { p = var.s } : "c" => v...})], "error") }
resource "terraform_data" "o685" { input = try([one(transpose()), jsonencode(one(transpose()))], "error") }
resource "terraform_data" "o686" { input = try([({ a = [1, 2], b = [] } || null), jsonencode(({ a = [1, 2], b = [] } || null))], "error") }
resource "terraform_data" "o687" { input = try([var.so, jsonencode(var.so)], "error") }
resource "terraform_data" "o688" { input = try([strrev("$${x}"), jsonencode(strrev("$${x}"))], "error") }
resource "terraform_data" "o689" { input = try([flatten("null"), jsonencode(flatten("null"))], "error") }
resource "terraform_data" "o690" { input = try([{for k, v in [1, 1.0, "1"] : "c" => v}, jsonencode({for k, v in [1, 1.0, "1"] : "c" => v})], "error") }
resource "terraform_data" "o691" { input = try([sha256(base64encode("ǅ")), jsonencode(sha256(base64encode("ǅ")))], "error") }
resource "terraform_data" "o692" { input = try([base64sha256(coalesce(length(terraform_data.u.id), 0)), jsonencode(base64sha256(coalesce(length(terraform_data.u.id), 0)))], "error") }
resource "terraform_data" "o693" { input = try([compact(var.nm.a), jsonencode(compact(var.nm.a))], "error") }
resource "terraform_data" "o694" { input = try([base64encode("\n"), jsonencode(base64encode("\n"))], "error") }
resource "terraform_data" "o695" { input = try([(tobool(null) ? null : tomap({ a = [1], b = [] })), jsonencode((tobool(null) ? null : tomap({ a = [1], b = [] })))], "error") }
resource "terraform_data" "o696" { input = try([(["a", null] % { a = { b = { c = 1 } } }), jsonencode((["a", null] % { a = { b = { c = 1 } } }))], "error") }
resource "terraform_data" "o697" { input = try([[1, 1.0, "1"][*].b[0], jsonencode([1, 1.0, "1"][*].b[0])], "error") }
resource "terraform_data" "o698" { input = try([(tolist([]) < true), jsonencode((tolist([]) < true))], "error") }
resource "terraform_data" "o699" { input = try(["ÿ", jsonencode("ÿ")], "error") }
