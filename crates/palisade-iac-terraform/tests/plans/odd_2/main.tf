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
resource "terraform_data" "o0" { input = try(["<${"a,b,,c"}>", jsonencode("<${"a,b,,c"}>")], "error") }
resource "terraform_data" "o1" { input = try([sha512(coalesce(null, range(3))), jsonencode(sha512(coalesce(null, range(3))))], "error") }
resource "terraform_data" "o2" { input = try([tolist({ a = null }), jsonencode(tolist({ a = null }))], "error") }
resource "terraform_data" "o3" { input = try(["%{ if [1, 1.0, "1"] }y%{ else }n%{ endif }", jsonencode("%{ if [1, 1.0, "1"] }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o4" { input = try([[[1], [2, 3]].a, jsonencode([[1], [2, 3]].a)], "error") }
resource "terraform_data" "o5" { input = try([format("%5.2f|%d", 64, { "é" = 1, "" = 2 }), jsonencode(format("%5.2f|%d", 64, { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o6" { input = try([var.lo[0][-1], jsonencode(var.lo[0][-1])], "error") }
resource "terraform_data" "o7" { input = try([(var.lo[*].b ? 1e-30 : { p = var.s }), jsonencode((var.lo[*].b ? 1e-30 : { p = var.s }))], "error") }
resource "terraform_data" "o8" { input = try([tonumber(var.eo), jsonencode(tonumber(var.eo))], "error") }
resource "terraform_data" "o9" { input = try([{ "10" = 1, "9" = 2 }.0, jsonencode({ "10" = 1, "9" = 2 }.0)], "error") }
resource "terraform_data" "o10" { input = try([(null ? 0.1 : { a = null }), jsonencode((null ? 0.1 : { a = null }))], "error") }
resource "terraform_data" "o11" { input = try([textencodebase64(sort("x-${terraform_data.u.id}"), "nope", "日本語"), jsonencode(textencodebase64(sort("x-${terraform_data.u.id}"), "nope", "日本語"))], "error") }
resource "terraform_data" "o12" { input = try([setsubtract([1, 1.0, "1"], { a = 1 }), jsonencode(setsubtract([1, 1.0, "1"], { a = 1 }))], "error") }
resource "terraform_data" "o13" { input = try(["日本語"[-1], jsonencode("日本語"[-1])], "error") }
resource "terraform_data" "o14" { input = try([replace("a,b,,c", "👨‍👩‍👧", " "), jsonencode(replace("a,b,,c", "👨‍👩‍👧", " "))], "error") }
resource "terraform_data" "o15" { input = try([(true ? 2.5 : ""), jsonencode((true ? 2.5 : ""))], "error") }
resource "terraform_data" "o16" { input = try([index(setintersection(setproduct(["a"], [1, 2]), [{ a = 1 }, { a = 2 }]), "10.0.0.0/8"), jsonencode(index(setintersection(setproduct(["a"], [1, 2]), [{ a = 1 }, { a = 2 }]), "10.0.0.0/8"))], "error") }
resource "terraform_data" "o17" { input = try([matchkeys([[["deep"]], []], var.nl, [1, "a", true]), jsonencode(matchkeys([[["deep"]], []], var.nl, [1, "a", true]))], "error") }
resource "terraform_data" "o18" { input = try([formatdate("h:mm aa 'x'", var.so...), jsonencode(formatdate("h:mm aa 'x'", var.so...))], "error") }
resource "terraform_data" "o19" { input = try(["%{ for x in "\n" ~} ${x} %{ endfor }", jsonencode("%{ for x in "\n" ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o20" { input = try([sha256("(a)(?P<n>b)?"), jsonencode(sha256("(a)(?P<n>b)?"))], "error") }
resource "terraform_data" "o21" { input = try(["<${tonumber("1e2")}>", jsonencode("<${tonumber("1e2")}>")], "error") }
resource "terraform_data" "o22" { input = try([lower(uuidv5("dns", "[1,2")), jsonencode(lower(uuidv5("dns", "[1,2")))], "error") }
resource "terraform_data" "o23" { input = try([base64sha512(coalescelist(["a", null], tolist([{ a = 1 }, { a = 2 }]))), jsonencode(base64sha512(coalescelist(["a", null], tolist([{ a = 1 }, { a = 2 }]))))], "error") }
resource "terraform_data" "o24" { input = try([parseint({ a = [1, 2], b = [] }, ["b", "a", "b"]...), jsonencode(parseint({ a = [1, 2], b = [] }, ["b", "a", "b"]...))], "error") }
resource "terraform_data" "o25" { input = try([endswith("{\"a\":[1,null]}", []...), jsonencode(endswith("{\"a\":[1,null]}", []...))], "error") }
resource "terraform_data" "o26" { input = try([try("%s", values({ "é" = 1, "" = 2 })), jsonencode(try("%s", values({ "é" = 1, "" = 2 })))], "error") }
resource "terraform_data" "o27" { input = try([{for k, v in " " : "c" => v...}, jsonencode({for k, v in " " : "c" => v...})], "error") }
resource "terraform_data" "o28" { input = try([(tobool(null) ? 123456789012345678901234567890 : tobool("true")), jsonencode((tobool(null) ? 123456789012345678901234567890 : tobool("true")))], "error") }
resource "terraform_data" "o29" { input = try([tostring(var.eo), jsonencode(tostring(var.eo))], "error") }
resource "terraform_data" "o30" { input = try([trim("a,b,,c", setunion(toset([3, 1, 10]), "héllo wörld")), jsonencode(trim("a,b,,c", setunion(toset([3, 1, 10]), "héllo wörld")))], "error") }
resource "terraform_data" "o31" { input = try([({ a = 1 } >= true), jsonencode(({ a = 1 } >= true))], "error") }
resource "terraform_data" "o32" { input = try([uuidv5("x", sha256("$${x}")), jsonencode(uuidv5("x", sha256("$${x}")))], "error") }
resource "terraform_data" "o33" { input = try([tolist("ÿ"), jsonencode(tolist("ÿ"))], "error") }
resource "terraform_data" "o34" { input = try([trimsuffix("aGk=", "/a+/"), jsonencode(trimsuffix("aGk=", "/a+/"))], "error") }
resource "terraform_data" "o35" { input = try([var.lo[*].b.a, jsonencode(var.lo[*].b.a)], "error") }
resource "terraform_data" "o36" { input = try([jsondecode(var.nl...), jsonencode(jsondecode(var.nl...))], "error") }
resource "terraform_data" "o37" { input = try([values("%{ for x in tolist([terraform_data.u.id]) ~} ${x} %{ endfor }"), jsonencode(values("%{ for x in tolist([terraform_data.u.id]) ~} ${x} %{ endfor }"))], "error") }
resource "terraform_data" "o38" { input = try([issensitive(0.1), jsonencode(issensitive(0.1))], "error") }
resource "terraform_data" "o39" { input = try([[for k, v in ["10", "9", "1"] : { (k) = v } if v], jsonencode([for k, v in ["10", "9", "1"] : { (k) = v } if v])], "error") }
resource "terraform_data" "o40" { input = try([trimprefix({}, chunklist(var.lo[*].b, -0)), jsonencode(trimprefix({}, chunklist(var.lo[*].b, -0)))], "error") }
resource "terraform_data" "o41" { input = try([issensitive({}), jsonencode(issensitive({}))], "error") }
resource "terraform_data" "o42" { input = try([cidrhost("1e3", parseint("ff", 16)), jsonencode(cidrhost("1e3", parseint("ff", 16)))], "error") }
resource "terraform_data" "o43" { input = try([formatlist("%d %s", tobool("true"), ["a", "b"]), jsonencode(formatlist("%d %s", tobool("true"), ["a", "b"]))], "error") }
resource "terraform_data" "o44" { input = try([{for k, v in range(3) : k => v...}, jsonencode({for k, v in range(3) : k => v...})], "error") }
resource "terraform_data" "o45" { input = try([keys(distinct(-7.5)), jsonencode(keys(distinct(-7.5)))], "error") }
resource "terraform_data" "o46" { input = try([{for k, v in { p = var.s } : k => v...}, jsonencode({for k, v in { p = var.s } : k => v...})], "error") }
resource "terraform_data" "o47" { input = try([chomp({ a = 1, b = "x" }), jsonencode(chomp({ a = 1, b = "x" }))], "error") }
resource "terraform_data" "o48" { input = try([urlencode(tostring(null)), jsonencode(urlencode(tostring(null)))], "error") }
resource "terraform_data" "o49" { input = try([try(tobool(terraform_data.u.id == "z"), toset([terraform_data.u.id, "a"])), jsonencode(try(tobool(terraform_data.u.id == "z"), toset([terraform_data.u.id, "a"])))], "error") }
resource "terraform_data" "o50" { input = try(["%{ for x in true ~} ${x} %{ endfor }", jsonencode("%{ for x in true ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o51" { input = try([flatten([{ a = 1 }, { a = 2 }]), jsonencode(flatten([{ a = 1 }, { a = 2 }]))], "error") }
resource "terraform_data" "o52" { input = try([toset(["b", "a"])["a"], jsonencode(toset(["b", "a"])["a"])], "error") }
resource "terraform_data" "o53" { input = try(["2024-02-29T12:00:00+05:30", jsonencode("2024-02-29T12:00:00+05:30")], "error") }
resource "terraform_data" "o54" { input = try([upper(setproduct([{ a = 1 }, { b = 2 }], [1, 1.0, "1"])), jsonencode(upper(setproduct([{ a = 1 }, { b = 2 }], [1, 1.0, "1"])))], "error") }
resource "terraform_data" "o55" { input = try([csvdecode("007"), jsonencode(csvdecode("007"))], "error") }
resource "terraform_data" "o56" { input = try([split("héllo wörld", "{\"a\":[1,null]}"), jsonencode(split("héllo wörld", "{\"a\":[1,null]}"))], "error") }
resource "terraform_data" "o57" { input = try([min(0.1, 64, flatten(tolist([]))), jsonencode(min(0.1, 64, flatten(tolist([]))))], "error") }
resource "terraform_data" "o58" { input = try([[for k, v in var.so : v.a if v], jsonencode([for k, v in var.so : v.a if v])], "error") }
resource "terraform_data" "o59" { input = try([{ a = 1 }, jsonencode({ a = 1 })], "error") }
resource "terraform_data" "o60" { input = try([concat(regex("", toset([3, 1, 10])...), [[], ["x"]]), jsonencode(concat(regex("", toset([3, 1, 10])...), [[], ["x"]]))], "error") }
resource "terraform_data" "o61" { input = try([null, jsonencode(null)], "error") }
resource "terraform_data" "o62" { input = try([tomap(1), jsonencode(tomap(1))], "error") }
resource "terraform_data" "o63" { input = try([max(parseint("ff", 16), setunion(["b", "a", "b"]), 9007199254740993), jsonencode(max(parseint("ff", 16), setunion(["b", "a", "b"]), 9007199254740993))], "error") }
resource "terraform_data" "o64" { input = try([[[["deep"]], []]["a"], jsonencode([[["deep"]], []]["a"])], "error") }
resource "terraform_data" "o65" { input = try([(1e3 != 1/3), jsonencode((1e3 != 1/3))], "error") }
resource "terraform_data" "o66" { input = try([md5([for k, v in [{ a = 1 }, { b = 2 }] : upper(v) if v]), jsonencode(md5([for k, v in [{ a = 1 }, { b = 2 }] : upper(v) if v]))], "error") }
resource "terraform_data" "o67" { input = try([({ p = var.s } - "ÿ"), jsonencode(({ p = var.s } - "ÿ"))], "error") }
resource "terraform_data" "o68" { input = try([yamldecode(local.yaml), jsonencode(yamldecode(local.yaml))], "error") }
resource "terraform_data" "o69" { input = try([(tobool("true") ? -7.5 : "TRUE"), jsonencode((tobool("true") ? -7.5 : "TRUE"))], "error") }
resource "terraform_data" "o70" { input = try([parseint("ff", 16), jsonencode(parseint("ff", 16))], "error") }
resource "terraform_data" "o71" { input = try([{ p = var.s }[*], jsonencode({ p = var.s }[*])], "error") }
resource "terraform_data" "o72" { input = try([-7.5, jsonencode(-7.5)], "error") }
resource "terraform_data" "o73" { input = try([(true != ["10", "9", "1"]), jsonencode((true != ["10", "9", "1"]))], "error") }
resource "terraform_data" "o74" { input = try([(true ? "null" : tolist(["é", "e"])), jsonencode((true ? "null" : tolist(["é", "e"])))], "error") }
resource "terraform_data" "o75" { input = try([can([[], ["x"]]), jsonencode(can([[], ["x"]]))], "error") }
resource "terraform_data" "o76" { input = try([(tomap({ a = [1], b = [] }) ? toset(["b", "a"]) : { a = [1, 2], b = [] }), jsonencode((tomap({ a = [1], b = [] }) ? toset(["b", "a"]) : { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o77" { input = try([jsondecode({for k, v in { a = 1 } : "${k}-x" => v...}), jsonencode(jsondecode({for k, v in { a = 1 } : "${k}-x" => v...}))], "error") }
resource "terraform_data" "o78" { input = try([(1/3 / tomap({ a = [1], b = [] })), jsonencode((1/3 / tomap({ a = [1], b = [] })))], "error") }
resource "terraform_data" "o79" { input = try([[for k, v in var.lo[*].b : k if v != null], jsonencode([for k, v in var.lo[*].b : k if v != null])], "error") }
resource "terraform_data" "o80" { input = try(["192.168.1.300/24", jsonencode("192.168.1.300/24")], "error") }
resource "terraform_data" "o81" { input = try([try(null, [[], ["x"]]...), jsonencode(try(null, [[], ["x"]]...))], "error") }
resource "terraform_data" "o82" { input = try([length("ÿ"), jsonencode(length("ÿ"))], "error") }
resource "terraform_data" "o83" { input = try([trimsuffix("ǅ", {for k, v in [true, "false"] : "${k}-x" => v...}), jsonencode(trimsuffix("ǅ", {for k, v in [true, "false"] : "${k}-x" => v...}))], "error") }
resource "terraform_data" "o84" { input = try([max(9007199254740993, 1e-30, -1), jsonencode(max(9007199254740993, 1e-30, -1))], "error") }
resource "terraform_data" "o85" { input = try([length("日本語"), jsonencode(length("日本語"))], "error") }
resource "terraform_data" "o86" { input = try(["%{ for x in "日本語" ~} ${x} %{ endfor }", jsonencode("%{ for x in "日本語" ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o87" { input = try([toset([[1], [2, 3]]), jsonencode(toset([[1], [2, 3]]))], "error") }
resource "terraform_data" "o88" { input = try([tobool([true, "false"]), jsonencode(tobool([true, "false"]))], "error") }
resource "terraform_data" "o89" { input = try([pow(2.5, 9007199254740993), jsonencode(pow(2.5, 9007199254740993))], "error") }
resource "terraform_data" "o90" { input = try(["<${null}>", jsonencode("<${null}>")], "error") }
resource "terraform_data" "o91" { input = try([(tonumber(null) * "2001:db8::/32"), jsonencode((tonumber(null) * "2001:db8::/32"))], "error") }
resource "terraform_data" "o92" { input = try([trimprefix(tostring(null), "2024-02-29T23:59:60Z"), jsonencode(trimprefix(tostring(null), "2024-02-29T23:59:60Z"))], "error") }
resource "terraform_data" "o93" { input = try([timeadd("2024-02-28T23:00:00+02:00", ""), jsonencode(timeadd("2024-02-28T23:00:00+02:00", ""))], "error") }
resource "terraform_data" "o94" { input = try([tolist(["é", "e"])[1.5], jsonencode(tolist(["é", "e"])[1.5])], "error") }
resource "terraform_data" "o95" { input = try([[for k, v in var.so : v.a ], jsonencode([for k, v in var.so : v.a ])], "error") }
resource "terraform_data" "o96" { input = try([{for k, v in var.lo : "c" => v...}, jsonencode({for k, v in var.lo : "c" => v...})], "error") }
resource "terraform_data" "o97" { input = try([split(" 7 ", " "), jsonencode(split(" 7 ", " "))], "error") }
resource "terraform_data" "o98" { input = try([(true + 3), jsonencode((true + 3))], "error") }
resource "terraform_data" "o99" { input = try([(["a", "b"] ? "ÿ" : "$${x}"), jsonencode((["a", "b"] ? "ÿ" : "$${x}"))], "error") }
resource "terraform_data" "o100" { input = try([jsondecode(indent(64, toset([3, 1, 10]))), jsonencode(jsondecode(indent(64, toset([3, 1, 10]))))], "error") }
resource "terraform_data" "o101" { input = try([sensitive(64), jsonencode(sensitive(64))], "error") }
resource "terraform_data" "o102" { input = try([[for k, v in { a = [1, 2], b = [] } : v if k != 0], jsonencode([for k, v in { a = [1, 2], b = [] } : v if k != 0])], "error") }
resource "terraform_data" "o103" { input = try([substr("007", 3, tonumber("1e2")), jsonencode(substr("007", 3, tonumber("1e2")))], "error") }
resource "terraform_data" "o104" { input = try([(null ? terraform_data.u.id : [{ a = 1 }, { b = 2 }]), jsonencode((null ? terraform_data.u.id : [{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o105" { input = try(["<${var.nm}>", jsonencode("<${var.nm}>")], "error") }
resource "terraform_data" "o106" { input = try([cidrsubnet("(a)(?P<n>b)?", 123456789012345678901234567890, tonumber("1e2")), jsonencode(cidrsubnet("(a)(?P<n>b)?", 123456789012345678901234567890, tonumber("1e2")))], "error") }
resource "terraform_data" "o107" { input = try([startswith(toset([3, 1, 10]), "$${x}"), jsonencode(startswith(toset([3, 1, 10]), "$${x}"))], "error") }
resource "terraform_data" "o108" { input = try([setproduct(var.lo, setproduct(["a"], [1, 2])), jsonencode(setproduct(var.lo, setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o109" { input = try([(tobool(null) ? 9007199254740993 : null), jsonencode((tobool(null) ? 9007199254740993 : null))], "error") }
resource "terraform_data" "o110" { input = try([tobool(setproduct(["a"], [1, 2])), jsonencode(tobool(setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o111" { input = try([sum([true, "false"]), jsonencode(sum([true, "false"]))], "error") }
resource "terraform_data" "o112" { input = try([([[], ["x"]] + tonumber("1e2")), jsonencode(([[], ["x"]] + tonumber("1e2")))], "error") }
resource "terraform_data" "o113" { input = try([ceil(tolist(["é", "e"])), jsonencode(ceil(tolist(["é", "e"])))], "error") }
resource "terraform_data" "o114" { input = try([[for k, v in { a = { b = { c = 1 } } } : upper(v) if v], jsonencode([for k, v in { a = { b = { c = 1 } } } : upper(v) if v])], "error") }
resource "terraform_data" "o115" { input = try([split("Ａ", textencodebase64("2024-02-29T23:59:60Z", "nope")), jsonencode(split("Ａ", textencodebase64("2024-02-29T23:59:60Z", "nope")))], "error") }
resource "terraform_data" "o116" { input = try([({ a = terraform_data.u.id, b = 2 } / toset([terraform_data.u.id, "a"])), jsonencode(({ a = terraform_data.u.id, b = 2 } / toset([terraform_data.u.id, "a"])))], "error") }
resource "terraform_data" "o117" { input = try([strcontains(local.yaml, "ǅ"), jsonencode(strcontains(local.yaml, "ǅ"))], "error") }
resource "terraform_data" "o118" { input = try([split("{\"a\":[1,null]}", 9007199254740993), jsonencode(split("{\"a\":[1,null]}", 9007199254740993))], "error") }
resource "terraform_data" "o119" { input = try([values(sha256("/a+/")), jsonencode(values(sha256("/a+/")))], "error") }
resource "terraform_data" "o120" { input = try([base64sha512(""), jsonencode(base64sha512(""))], "error") }
resource "terraform_data" "o121" { input = try([("a,b,,c" < null), jsonencode(("a,b,,c" < null))], "error") }
resource "terraform_data" "o122" { input = try([(tobool(null) ? "{\"a\":[1,null]}" : "2001:db8::/32"), jsonencode((tobool(null) ? "{\"a\":[1,null]}" : "2001:db8::/32"))], "error") }
resource "terraform_data" "o123" { input = try([sort(keys(null)), jsonencode(sort(keys(null)))], "error") }
resource "terraform_data" "o124" { input = try([{}.0, jsonencode({}.0)], "error") }
resource "terraform_data" "o125" { input = try([[1, "a", true]["a"], jsonencode([1, "a", true]["a"])], "error") }
resource "terraform_data" "o126" { input = try([values("2024-02-29T23:59:60Z"), jsonencode(values("2024-02-29T23:59:60Z"))], "error") }
resource "terraform_data" "o127" { input = try([{for k, v in { a = true, b = false } : "c" => v}, jsonencode({for k, v in { a = true, b = false } : "c" => v})], "error") }
resource "terraform_data" "o128" { input = try([{for k, v in [[1], [2, 3]] : k => v...}, jsonencode({for k, v in [[1], [2, 3]] : k => v...})], "error") }
resource "terraform_data" "o129" { input = try([trimspace("👨‍👩‍👧"), jsonencode(trimspace("👨‍👩‍👧"))], "error") }
resource "terraform_data" "o130" { input = try(["%{ for x in 123456789012345678901234567890 ~} ${x} %{ endfor }", jsonencode("%{ for x in 123456789012345678901234567890 ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o131" { input = try([one((tobool(null) ? { a = true, b = false } : "1e3")), jsonencode(one((tobool(null) ? { a = true, b = false } : "1e3")))], "error") }
resource "terraform_data" "o132" { input = try([timecmp("10.0.0.0/8", "007"), jsonencode(timecmp("10.0.0.0/8", "007"))], "error") }
resource "terraform_data" "o133" { input = try([1/3[*].b[0], jsonencode(1/3[*].b[0])], "error") }
resource "terraform_data" "o134" { input = try([({ a = 1 } - 3), jsonencode(({ a = 1 } - 3))], "error") }
resource "terraform_data" "o135" { input = try([(false ? null : tonumber(null)), jsonencode((false ? null : tonumber(null)))], "error") }
resource "terraform_data" "o136" { input = try([("2024-02-29T23:59:60Z" != { p = var.s }), jsonencode(("2024-02-29T23:59:60Z" != { p = var.s }))], "error") }
resource "terraform_data" "o137" { input = try([base64sha512("ß", [1, "a", true]), jsonencode(base64sha512("ß", [1, "a", true]))], "error") }
resource "terraform_data" "o138" { input = try([(false ? "İi" : [terraform_data.u.id, "k"]), jsonencode((false ? "İi" : [terraform_data.u.id, "k"]))], "error") }
resource "terraform_data" "o139" { input = try([element(keys(var.nm), -7.5), jsonencode(element(keys(var.nm), -7.5))], "error") }
resource "terraform_data" "o140" { input = try([dirname("2024-02-29T12:00:00+05:30"), jsonencode(dirname("2024-02-29T12:00:00+05:30"))], "error") }
resource "terraform_data" "o141" { input = try([base64decode(), jsonencode(base64decode())], "error") }
resource "terraform_data" "o142" { input = try([jsondecode("[1,2"), jsonencode(jsondecode("[1,2"))], "error") }
resource "terraform_data" "o143" { input = try([{for k, v in { a = { b = { c = 1 } } } : "${k}-x" => v...}, jsonencode({for k, v in { a = { b = { c = 1 } } } : "${k}-x" => v...})], "error") }
resource "terraform_data" "o144" { input = try([tobool([[["deep"]], []]), jsonencode(tobool([[["deep"]], []]))], "error") }
resource "terraform_data" "o145" { input = try([([{ a = 1 }, { b = 2 }] && { a = { b = { c = 1 } } }), jsonencode(([{ a = 1 }, { b = 2 }] && { a = { b = { c = 1 } } }))], "error") }
resource "terraform_data" "o146" { input = try([cidrnetmask("👨‍👩‍👧"), jsonencode(cidrnetmask("👨‍👩‍👧"))], "error") }
resource "terraform_data" "o147" { input = try([try("İi", var.nm), jsonencode(try("İi", var.nm))], "error") }
resource "terraform_data" "o148" { input = try([trimspace("null"), jsonencode(trimspace("null"))], "error") }
resource "terraform_data" "o149" { input = try([sha256((false ? var.so : local.yaml)), jsonencode(sha256((false ? var.so : local.yaml)))], "error") }
resource "terraform_data" "o150" { input = try([toset([{ a = 1 }]), jsonencode(toset([{ a = 1 }]))], "error") }
resource "terraform_data" "o151" { input = try([yamldecode("%s"), jsonencode(yamldecode("%s"))], "error") }
resource "terraform_data" "o152" { input = try([signum(1e-30), jsonencode(signum(1e-30))], "error") }
resource "terraform_data" "o153" { input = try([setintersection([{ a = 1 }, { b = 2 }], [1, 1.0, "1"]), jsonencode(setintersection([{ a = 1 }, { b = 2 }], [1, 1.0, "1"]))], "error") }
resource "terraform_data" "o154" { input = try([reverse(setproduct(["a"], [1, 2])), jsonencode(reverse(setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o155" { input = try([format("%s|%s", range(3), 1e3), jsonencode(format("%s|%s", range(3), 1e3))], "error") }
resource "terraform_data" "o156" { input = try([(true || -0), jsonencode((true || -0))], "error") }
resource "terraform_data" "o157" { input = try([min([terraform_data.u.id, "k"], 123456789012345678901234567890, 3), jsonencode(min([terraform_data.u.id, "k"], 123456789012345678901234567890, 3))], "error") }
resource "terraform_data" "o158" { input = try([{}[*].a, jsonencode({}[*].a)], "error") }
resource "terraform_data" "o159" { input = try([try(tomap({ a = [1], b = [] }), floor(0)), jsonencode(try(tomap({ a = [1], b = [] }), floor(0)))], "error") }
resource "terraform_data" "o160" { input = try([(null != "$${x}"), jsonencode((null != "$${x}"))], "error") }
resource "terraform_data" "o161" { input = try([sha256(var.so), jsonencode(sha256(var.so))], "error") }
resource "terraform_data" "o162" { input = try([parseint("$${x}", 1e3), jsonencode(parseint("$${x}", 1e3))], "error") }
resource "terraform_data" "o163" { input = try([yamldecode({for k, v in [[], ["x"]] : k => v}), jsonencode(yamldecode({for k, v in [[], ["x"]] : k => v}))], "error") }
resource "terraform_data" "o164" { input = try([compact((tobool(null) || "2001:db8::/32")), jsonencode(compact((tobool(null) || "2001:db8::/32")))], "error") }
resource "terraform_data" "o165" { input = try([urlencode([1, 1.0, "1"]), jsonencode(urlencode([1, 1.0, "1"]))], "error") }
resource "terraform_data" "o166" { input = try([range(2.5, reverse([1, "a", true]), 255), jsonencode(range(2.5, reverse([1, "a", true]), 255))], "error") }
resource "terraform_data" "o167" { input = try([setsubtract(toset([{ a = 1 }]), ["a", null]...), jsonencode(setsubtract(toset([{ a = 1 }]), ["a", null]...))], "error") }
resource "terraform_data" "o168" { input = try([tolist([for k, v in toset(["b", "a"]) : k if v]), jsonencode(tolist([for k, v in toset(["b", "a"]) : k if v]))], "error") }
resource "terraform_data" "o169" { input = try([(" " * "TRUE"), jsonencode((" " * "TRUE"))], "error") }
resource "terraform_data" "o170" { input = try([[for k, v in tobool(null) : k if v != null], jsonencode([for k, v in tobool(null) : k if v != null])], "error") }
resource "terraform_data" "o171" { input = try([(tobool(null) ? null : "Ａ"), jsonencode((tobool(null) ? null : "Ａ"))], "error") }
resource "terraform_data" "o172" { input = try([{ p = var.s }[*].b[0], jsonencode({ p = var.s }[*].b[0])], "error") }
resource "terraform_data" "o173" { input = try([join("2024-02-29T23:59:60Z", [[1], [2, 3]]), jsonencode(join("2024-02-29T23:59:60Z", [[1], [2, 3]]))], "error") }
resource "terraform_data" "o174" { input = try([{for k, v in "aGk" : "${k}-x" => v...}, jsonencode({for k, v in "aGk" : "${k}-x" => v...})], "error") }
resource "terraform_data" "o175" { input = try([false, jsonencode(false)], "error") }
resource "terraform_data" "o176" { input = try([{for k, v in { a = 1, b = "x" } : k => v...}, jsonencode({for k, v in { a = 1, b = "x" } : k => v...})], "error") }
resource "terraform_data" "o177" { input = try([tonumber(one(["10", "9", "1"])), jsonencode(tonumber(one(["10", "9", "1"])))], "error") }
resource "terraform_data" "o178" { input = try([uuidv5("dns", "é"), jsonencode(uuidv5("dns", "é"))], "error") }
resource "terraform_data" "o179" { input = try([anytrue(null), jsonencode(anytrue(null))], "error") }
resource "terraform_data" "o180" { input = try([coalescelist(toset(["b", "a"]), terraform_data.u.id), jsonencode(coalescelist(toset(["b", "a"]), terraform_data.u.id))], "error") }
resource "terraform_data" "o181" { input = try([csvdecode("\n"), jsonencode(csvdecode("\n"))], "error") }
resource "terraform_data" "o182" { input = try([({ a = [1, 2], b = [] } * "aGk="), jsonencode(({ a = [1, 2], b = [] } * "aGk="))], "error") }
resource "terraform_data" "o183" { input = try([abs("<${null}>"), jsonencode(abs("<${null}>"))], "error") }
resource "terraform_data" "o184" { input = try([floor(tonumber(null)), jsonencode(floor(tonumber(null)))], "error") }
resource "terraform_data" "o185" { input = try([one(var.nl), jsonencode(one(var.nl))], "error") }
resource "terraform_data" "o186" { input = try([md5("ß", "ÿ"), jsonencode(md5("ß", "ÿ"))], "error") }
resource "terraform_data" "o187" { input = try([[for k, v in [terraform_data.u.id, "k"] : k if v != null], jsonencode([for k, v in [terraform_data.u.id, "k"] : k if v != null])], "error") }
resource "terraform_data" "o188" { input = try([formatdate("h:mm aa 'x'", "2024-02-29T12:00:00+05:30"), jsonencode(formatdate("h:mm aa 'x'", "2024-02-29T12:00:00+05:30"))], "error") }
resource "terraform_data" "o189" { input = try([sort(tolist([{ a = 1 }, { a = 2 }])), jsonencode(sort(tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o190" { input = try([lookup({ "é" = 1, "" = 2 }, try(null, { "10" = 1, "9" = 2 }), -1, "x-${terraform_data.u.id}"), jsonencode(lookup({ "é" = 1, "" = 2 }, try(null, { "10" = 1, "9" = 2 }), -1, "x-${terraform_data.u.id}"))], "error") }
resource "terraform_data" "o191" { input = try([index([[], ["x"]], tobool("true")), jsonencode(index([[], ["x"]], tobool("true")))], "error") }
resource "terraform_data" "o192" { input = try([sha256(), jsonencode(sha256())], "error") }
resource "terraform_data" "o193" { input = try([matchkeys([{ a = 1 }, { a = 2 }], var.lo, tolist([{ a = 1 }, { a = 2 }])), jsonencode(matchkeys([{ a = 1 }, { a = 2 }], var.lo, tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o194" { input = try([(toset([{ a = 1 }]) ? local.yaml : "é"), jsonencode((toset([{ a = 1 }]) ? local.yaml : "é"))], "error") }
resource "terraform_data" "o195" { input = try([format("%-8s|%+d", { a = true, b = false }, null), jsonencode(format("%-8s|%+d", { a = true, b = false }, null))], "error") }
resource "terraform_data" "o196" { input = try([{}, jsonencode({})], "error") }
resource "terraform_data" "o197" { input = try([coalescelist(toset([3, 1, 10]), (true || tolist([{ a = 1 }, { a = 2 }]))), jsonencode(coalescelist(toset([3, 1, 10]), (true || tolist([{ a = 1 }, { a = 2 }]))))], "error") }
resource "terraform_data" "o198" { input = try([[for k, v in { a = null } : upper(v) if v], jsonencode([for k, v in { a = null } : upper(v) if v])], "error") }
resource "terraform_data" "o199" { input = try([abs(), jsonencode(abs())], "error") }
resource "terraform_data" "o200" { input = try([regex("TRUE", "aGk="), jsonencode(regex("TRUE", "aGk="))], "error") }
resource "terraform_data" "o201" { input = try(["%{ for x in { p = var.s } ~} ${x} %{ endfor }", jsonencode("%{ for x in { p = var.s } ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o202" { input = try([[for k, v in { a = null } : v == null if v != null], jsonencode([for k, v in { a = null } : v == null if v != null])], "error") }
resource "terraform_data" "o203" { input = try([split("ǅ", "null"), jsonencode(split("ǅ", "null"))], "error") }
resource "terraform_data" "o204" { input = try([trim("2001:db8::/32", "0x1F"), jsonencode(trim("2001:db8::/32", "0x1F"))], "error") }
resource "terraform_data" "o205" { input = try([base64sha512((null - { a = null })), jsonencode(base64sha512((null - { a = null })))], "error") }
resource "terraform_data" "o206" { input = try([(-1 ? var.nm : var.nm), jsonencode((-1 ? var.nm : var.nm))], "error") }
resource "terraform_data" "o207" { input = try([({ "é" = 1, "" = 2 } % tonumber("1e2")), jsonencode(({ "é" = 1, "" = 2 } % tonumber("1e2")))], "error") }
resource "terraform_data" "o208" { input = try([one(merge(var.nm, { a = null })), jsonencode(one(merge(var.nm, { a = null })))], "error") }
resource "terraform_data" "o209" { input = try([reverse(["10", "9", "1"]), jsonencode(reverse(["10", "9", "1"]))], "error") }
resource "terraform_data" "o210" { input = try([coalesce(tolist(["é", "e"]), { a = 1, b = "x" }), jsonencode(coalesce(tolist(["é", "e"]), { a = 1, b = "x" }))], "error") }
resource "terraform_data" "o211" { input = try([contains(null, var.s), jsonencode(contains(null, var.s))], "error") }
resource "terraform_data" "o212" { input = try([setunion([], setsubtract(var.lo[*].b, [1, "a", true])), jsonencode(setunion([], setsubtract(var.lo[*].b, [1, "a", true])))], "error") }
resource "terraform_data" "o213" { input = try([floor(1e3), jsonencode(floor(1e3))], "error") }
resource "terraform_data" "o214" { input = try([indent(distinct([[], ["x"]]), "aGk"), jsonencode(indent(distinct([[], ["x"]]), "aGk"))], "error") }
resource "terraform_data" "o215" { input = try([issensitive("{\"a\":[1,null]}"), jsonencode(issensitive("{\"a\":[1,null]}"))], "error") }
resource "terraform_data" "o216" { input = try([trimsuffix({ a = true, b = false }, var.so...), jsonencode(trimsuffix({ a = true, b = false }, var.so...))], "error") }
resource "terraform_data" "o217" { input = try([issensitive(9007199254740993), jsonencode(issensitive(9007199254740993))], "error") }
resource "terraform_data" "o218" { input = try([urlencode(""), jsonencode(urlencode(""))], "error") }
resource "terraform_data" "o219" { input = try([regex("-0", "007"), jsonencode(regex("-0", "007"))], "error") }
resource "terraform_data" "o220" { input = try([cidrsubnets("ǅ", "a,b,,c", 255), jsonencode(cidrsubnets("ǅ", "a,b,,c", 255))], "error") }
resource "terraform_data" "o221" { input = try([toset(["b", "a"]), jsonencode(toset(["b", "a"]))], "error") }
resource "terraform_data" "o222" { input = try([cidrhost("ÿ", parseint("ff", 16)), jsonencode(cidrhost("ÿ", parseint("ff", 16)))], "error") }
resource "terraform_data" "o223" { input = try([(false ? "héllo wörld" : "aGk="), jsonencode((false ? "héllo wörld" : "aGk="))], "error") }
resource "terraform_data" "o224" { input = try([setunion([null]), jsonencode(setunion([null]))], "error") }
resource "terraform_data" "o225" { input = try([(tobool(null) ? 1e200 : 1e200), jsonencode((tobool(null) ? 1e200 : 1e200))], "error") }
resource "terraform_data" "o226" { input = try([pow(startswith(tostring(null), "$${x}"), parseint("ff", 16), tobool("true")), jsonencode(pow(startswith(tostring(null), "$${x}"), parseint("ff", 16), tobool("true")))], "error") }
resource "terraform_data" "o227" { input = try([sensitive(1), jsonencode(sensitive(1))], "error") }
resource "terraform_data" "o228" { input = try([(1e-30 ? split(",", terraform_data.u.id) : "$${x}"), jsonencode((1e-30 ? split(",", terraform_data.u.id) : "$${x}"))], "error") }
resource "terraform_data" "o229" { input = try([upper(regexall("/a+/", "2001:db8::/32")), jsonencode(upper(regexall("/a+/", "2001:db8::/32")))], "error") }
resource "terraform_data" "o230" { input = try([min(chunklist(range(3), 1), -7.5, 0), jsonencode(min(chunklist(range(3), 1), -7.5, 0))], "error") }
resource "terraform_data" "o231" { input = try(["10.0.0.0/8", jsonencode("10.0.0.0/8")], "error") }
resource "terraform_data" "o232" { input = try([textdecodebase64("2024-02-29T12:00:00+05:30", [for k, v in [[1], [2, 3]] : { (k) = v } if k != 0]), jsonencode(textdecodebase64("2024-02-29T12:00:00+05:30", [for k, v in [[1], [2, 3]] : { (k) = v } if k != 0]))], "error") }
resource "terraform_data" "o233" { input = try([([{ a = 1 }, { b = 2 }] < {}), jsonencode(([{ a = 1 }, { b = 2 }] < {}))], "error") }
resource "terraform_data" "o234" { input = try([coalesce([true, "false"], [][1.5]), jsonencode(coalesce([true, "false"], [][1.5]))], "error") }
resource "terraform_data" "o235" { input = try([(tolist(["é", "e"]) ? var.eo : "2001:db8::/32"), jsonencode((tolist(["é", "e"]) ? var.eo : "2001:db8::/32"))], "error") }
resource "terraform_data" "o236" { input = try([min(255, -1, {for k, v in { p = var.s } : "${k}-x" => v}), jsonencode(min(255, -1, {for k, v in { p = var.s } : "${k}-x" => v}))], "error") }
resource "terraform_data" "o237" { input = try([try(tomap({ a = [1], b = [] }), "$${x}"), jsonencode(try(tomap({ a = [1], b = [] }), "$${x}"))], "error") }
resource "terraform_data" "o238" { input = try([({ p = var.s } - false), jsonencode(({ p = var.s } - false))], "error") }
resource "terraform_data" "o239" { input = try([values(parseint("\t\"q\"", -0)), jsonencode(values(parseint("\t\"q\"", -0)))], "error") }
resource "terraform_data" "o240" { input = try([("2024-02-29T12:00:00+05:30" && null), jsonencode(("2024-02-29T12:00:00+05:30" && null))], "error") }
resource "terraform_data" "o241" { input = try([ceil(range(parseint("ff", 16), tonumber("1e2"), tonumber("1e2"))), jsonencode(ceil(range(parseint("ff", 16), tonumber("1e2"), tonumber("1e2"))))], "error") }
resource "terraform_data" "o242" { input = try([textdecodebase64(tostring(null), (var.lo >= [1, 1.0, "1"])), jsonencode(textdecodebase64(tostring(null), (var.lo >= [1, 1.0, "1"])))], "error") }
resource "terraform_data" "o243" { input = try([cidrsubnet("0x1F", parseint("ff", 16), 0.1), jsonencode(cidrsubnet("0x1F", parseint("ff", 16), 0.1))], "error") }
resource "terraform_data" "o244" { input = try([coalesce(tobool(null), "ÿ"), jsonencode(coalesce(tobool(null), "ÿ"))], "error") }
resource "terraform_data" "o245" { input = try([{ p = var.s }[tostring(null)], jsonencode({ p = var.s }[tostring(null)])], "error") }
resource "terraform_data" "o246" { input = try(["<${tolist([terraform_data.u.id])}>", jsonencode("<${tolist([terraform_data.u.id])}>")], "error") }
resource "terraform_data" "o247" { input = try([(["a", null] < { a = null }), jsonencode((["a", null] < { a = null }))], "error") }
resource "terraform_data" "o248" { input = try([({ "é" = 1, "" = 2 } == tolist(["é", "e"])), jsonencode(({ "é" = 1, "" = 2 } == tolist(["é", "e"])))], "error") }
resource "terraform_data" "o249" { input = try([concat(var.eo, setproduct(["a"], [1, 2])), jsonencode(concat(var.eo, setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o250" { input = try([({ a = terraform_data.u.id, b = 2 } - var.so), jsonencode(({ a = terraform_data.u.id, b = 2 } - var.so))], "error") }
resource "terraform_data" "o251" { input = try([coalesce([null], tolist([terraform_data.u.id])), jsonencode(coalesce([null], tolist([terraform_data.u.id])))], "error") }
resource "terraform_data" "o252" { input = try([("2001:db8::/32" - parseint("ff", 16)), jsonencode(("2001:db8::/32" - parseint("ff", 16)))], "error") }
resource "terraform_data" "o253" { input = try([[for k, v in {} : v.a ], jsonencode([for k, v in {} : v.a ])], "error") }
resource "terraform_data" "o254" { input = try([[{ a = 1 }, { b = 2 }][1.5], jsonencode([{ a = 1 }, { b = 2 }][1.5])], "error") }
resource "terraform_data" "o255" { input = try([([[1], [2, 3]] * terraform_data.u.id), jsonencode(([[1], [2, 3]] * terraform_data.u.id))], "error") }
resource "terraform_data" "o256" { input = try([({ a = [1, 2], b = [] } < 1e200), jsonencode(({ a = [1, 2], b = [] } < 1e200))], "error") }
resource "terraform_data" "o257" { input = try([tomap({ "é" = 1, "" = 2 }[*]), jsonencode(tomap({ "é" = 1, "" = 2 }[*]))], "error") }
resource "terraform_data" "o258" { input = try([(true ? "a.b-c_d" : "aGk="), jsonencode((true ? "a.b-c_d" : "aGk="))], "error") }
resource "terraform_data" "o259" { input = try([(null == var.so), jsonencode((null == var.so))], "error") }
resource "terraform_data" "o260" { input = try(["<${3}>", jsonencode("<${3}>")], "error") }
resource "terraform_data" "o261" { input = try([tomap(null), jsonencode(tomap(null))], "error") }
resource "terraform_data" "o262" { input = try([alltrue([[["deep"]], []]), jsonencode(alltrue([[["deep"]], []]))], "error") }
resource "terraform_data" "o263" { input = try([base64decode("é"), jsonencode(base64decode("é"))], "error") }
resource "terraform_data" "o264" { input = try([reverse(tolist([])), jsonencode(reverse(tolist([])))], "error") }
resource "terraform_data" "o265" { input = try([(tonumber("1e2") % { a = true, b = false }), jsonencode((tonumber("1e2") % { a = true, b = false }))], "error") }
resource "terraform_data" "o266" { input = try([strrev((1/3 ? 1e200 : setproduct(["a"], [1, 2]))), jsonencode(strrev((1/3 ? 1e200 : setproduct(["a"], [1, 2]))))], "error") }
resource "terraform_data" "o267" { input = try([(terraform_data.u.id == "{\"a\":[1,null]}"), jsonencode((terraform_data.u.id == "{\"a\":[1,null]}"))], "error") }
resource "terraform_data" "o268" { input = try([regex(tomap({ a = [1], b = [] }), tolist([{ a = 1 }, { a = 2 }])), jsonencode(regex(tomap({ a = [1], b = [] }), tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o269" { input = try([distinct(var.nl), jsonencode(distinct(var.nl))], "error") }
resource "terraform_data" "o270" { input = try([try(setproduct(["a"], [1, 2]), chunklist(["a", "b"])), jsonencode(try(setproduct(["a"], [1, 2]), chunklist(["a", "b"])))], "error") }
resource "terraform_data" "o271" { input = try([lower("%s"), jsonencode(lower("%s"))], "error") }
resource "terraform_data" "o272" { input = try([alltrue(toset(1e3)), jsonencode(alltrue(toset(1e3)))], "error") }
resource "terraform_data" "o273" { input = try([[for k, v in [[1], [2, 3]] : v ], jsonencode([for k, v in [[1], [2, 3]] : v ])], "error") }
resource "terraform_data" "o274" { input = try([tonumber(lookup(var.lo[0], "日本語", [[["deep"]], []])), jsonencode(tonumber(lookup(var.lo[0], "日本語", [[["deep"]], []])))], "error") }
resource "terraform_data" "o275" { input = try([[for k, v in tobool("true") : upper(v) if v], jsonencode([for k, v in tobool("true") : upper(v) if v])], "error") }
resource "terraform_data" "o276" { input = try([(null * "héllo wörld"), jsonencode((null * "héllo wörld"))], "error") }
resource "terraform_data" "o277" { input = try([tolist("2024-02-29T23:59:60Z"), jsonencode(tolist("2024-02-29T23:59:60Z"))], "error") }
resource "terraform_data" "o278" { input = try([regex("\t\"q\"", ([1, "a", true] ? [[], ["x"]] : " 7 ")), jsonencode(regex("\t\"q\"", ([1, "a", true] ? [[], ["x"]] : " 7 ")))], "error") }
resource "terraform_data" "o279" { input = try([(1e-30 ? 1e200 : range(3)), jsonencode((1e-30 ? 1e200 : range(3)))], "error") }
resource "terraform_data" "o280" { input = try([tobool("true"), jsonencode(tobool("true"))], "error") }
resource "terraform_data" "o281" { input = try([(true != tobool(null)), jsonencode((true != tobool(null)))], "error") }
resource "terraform_data" "o282" { input = try([title(merge([{ a = 1 }, { b = 2 }], tomap({}))), jsonencode(title(merge([{ a = 1 }, { b = 2 }], tomap({}))))], "error") }
resource "terraform_data" "o283" { input = try([sha1("/a+/"), jsonencode(sha1("/a+/"))], "error") }
resource "terraform_data" "o284" { input = try([(tobool("true") ? { a = 1 } : [[1], [2, 3]]), jsonencode((tobool("true") ? { a = 1 } : [[1], [2, 3]]))], "error") }
resource "terraform_data" "o285" { input = try([(toset([3, 1, 10]) || var.nm), jsonencode((toset([3, 1, 10]) || var.nm))], "error") }
resource "terraform_data" "o286" { input = try([(null == null), jsonencode((null == null))], "error") }
resource "terraform_data" "o287" { input = try([(true ? [true, "false"] : length(terraform_data.u.id)), jsonencode((true ? [true, "false"] : length(terraform_data.u.id)))], "error") }
resource "terraform_data" "o288" { input = try([sort(([terraform_data.u.id, "k"] * "é")), jsonencode(sort(([terraform_data.u.id, "k"] * "é")))], "error") }
resource "terraform_data" "o289" { input = try([setsubtract([{ a = 1 }, { b = 2 }], setproduct(["a"], [1, 2])), jsonencode(setsubtract([{ a = 1 }, { b = 2 }], setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o290" { input = try([parseint("192.168.1.300/24", -7.5), jsonencode(parseint("192.168.1.300/24", -7.5))], "error") }
resource "terraform_data" "o291" { input = try([cidrsubnets("TRUE", tonumber(null), 1e200), jsonencode(cidrsubnets("TRUE", tonumber(null), 1e200))], "error") }
resource "terraform_data" "o292" { input = try([concat(var.nm, tolist([{ a = 1 }, { a = 2 }])), jsonencode(concat(var.nm, tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o293" { input = try([formatdate("D M Q", terraform_data.u.id), jsonencode(formatdate("D M Q", terraform_data.u.id))], "error") }
resource "terraform_data" "o294" { input = try([(tolist([{ a = 1 }, { a = 2 }]) + false), jsonencode((tolist([{ a = 1 }, { a = 2 }]) + false))], "error") }
resource "terraform_data" "o295" { input = try([[for k, v in tolist([]) : { (k) = v } if v != null], jsonencode([for k, v in tolist([]) : { (k) = v } if v != null])], "error") }
resource "terraform_data" "o296" { input = try([compact({ "10" = 1, "9" = 2 }), jsonencode(compact({ "10" = 1, "9" = 2 }))], "error") }
resource "terraform_data" "o297" { input = try([{for k, v in 9007199254740993 : "${k}-x" => v}, jsonencode({for k, v in 9007199254740993 : "${k}-x" => v})], "error") }
resource "terraform_data" "o298" { input = try([setproduct([1, "a", true], []), jsonencode(setproduct([1, "a", true], []))], "error") }
resource "terraform_data" "o299" { input = try([timecmp([var.s, "p"], "日本語"), jsonencode(timecmp([var.s, "p"], "日本語"))], "error") }
resource "terraform_data" "o300" { input = try([slice(var.so, 9007199254740993, 1e-30), jsonencode(slice(var.so, 9007199254740993, 1e-30))], "error") }
resource "terraform_data" "o301" { input = try([{for k, v in range(3) : "${k}-x" => v}, jsonencode({for k, v in range(3) : "${k}-x" => v})], "error") }
resource "terraform_data" "o302" { input = try([trim("%s", "null"), jsonencode(trim("%s", "null"))], "error") }
resource "terraform_data" "o303" { input = try([timecmp("aGk=", ""), jsonencode(timecmp("aGk=", ""))], "error") }
resource "terraform_data" "o304" { input = try([issensitive((split(",", terraform_data.u.id) ? tonumber("1e2") : toset([terraform_data.u.id, "a"]))), jsonencode(issensitive((split(",", terraform_data.u.id) ? tonumber("1e2") : toset([terraform_data.u.id, "a"]))))], "error") }
resource "terraform_data" "o305" { input = try([["b", "a", "b"]["0"], jsonencode(["b", "a", "b"]["0"])], "error") }
resource "terraform_data" "o306" { input = try([endswith("ǅ", yamldecode("TRUE")), jsonencode(endswith("ǅ", yamldecode("TRUE")))], "error") }
resource "terraform_data" "o307" { input = try([tostring({ "10" = 1, "9" = 2 }), jsonencode(tostring({ "10" = 1, "9" = 2 }))], "error") }
resource "terraform_data" "o308" { input = try([indent(-0, "/a+/"), jsonencode(indent(-0, "/a+/"))], "error") }
resource "terraform_data" "o309" { input = try([contains(var.so, { "é" = 1, "" = 2 }), jsonencode(contains(var.so, { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o310" { input = try([(["a", null] - { a = null }), jsonencode((["a", null] - { a = null }))], "error") }
resource "terraform_data" "o311" { input = try([["b", "a", "b"].0, jsonencode(["b", "a", "b"].0)], "error") }
resource "terraform_data" "o312" { input = try([("ß" == toset([3, 1, 10])), jsonencode(("ß" == toset([3, 1, 10])))], "error") }
resource "terraform_data" "o313" { input = try([sha512(basename({ a = true, b = false })), jsonencode(sha512(basename({ a = true, b = false })))], "error") }
resource "terraform_data" "o314" { input = try([({ a = { b = { c = 1 } } } == var.lo[*].b), jsonencode(({ a = { b = { c = 1 } } } == var.lo[*].b))], "error") }
resource "terraform_data" "o315" { input = try([can((tobool("true") ? "x-${terraform_data.u.id}" : 0)), jsonencode(can((tobool("true") ? "x-${terraform_data.u.id}" : 0)))], "error") }
resource "terraform_data" "o316" { input = try([keys(cidrnetmask("\t\"q\"")), jsonencode(keys(cidrnetmask("\t\"q\"")))], "error") }
resource "terraform_data" "o317" { input = try([startswith("aGk=", log(0, 1e3)), jsonencode(startswith("aGk=", log(0, 1e3)))], "error") }
resource "terraform_data" "o318" { input = try([length(true), jsonencode(length(true))], "error") }
resource "terraform_data" "o319" { input = try([formatlist("%d %s", toset([3, 1, 10]), []), jsonencode(formatlist("%d %s", toset([3, 1, 10]), []))], "error") }
resource "terraform_data" "o320" { input = try([("10.0.0.0/8" || tomap({ a = "x", b = "y" })), jsonencode(("10.0.0.0/8" || tomap({ a = "x", b = "y" })))], "error") }
resource "terraform_data" "o321" { input = try([tomap("2024-02-29T12:00:00+05:30"), jsonencode(tomap("2024-02-29T12:00:00+05:30"))], "error") }
resource "terraform_data" "o322" { input = try([timecmp("1e3"), jsonencode(timecmp("1e3"))], "error") }
resource "terraform_data" "o323" { input = try([dirname("\n"), jsonencode(dirname("\n"))], "error") }
resource "terraform_data" "o324" { input = try([upper("aGk="), jsonencode(upper("aGk="))], "error") }
resource "terraform_data" "o325" { input = try(["<${"héllo wörld"}>", jsonencode("<${"héllo wörld"}>")], "error") }
resource "terraform_data" "o326" { input = try([[for k, v in [[], ["x"]] : [k, v] if v], jsonencode([for k, v in [[], ["x"]] : [k, v] if v])], "error") }
resource "terraform_data" "o327" { input = try([trimspace(cidrhost("", -1)), jsonencode(trimspace(cidrhost("", -1)))], "error") }
resource "terraform_data" "o328" { input = try([tolist([])[*].a, jsonencode(tolist([])[*].a)], "error") }
resource "terraform_data" "o329" { input = try([({ a = true, b = false } || "\t\"q\""), jsonencode(({ a = true, b = false } || "\t\"q\""))], "error") }
resource "terraform_data" "o330" { input = try([(false != "$${x}"), jsonencode((false != "$${x}"))], "error") }
resource "terraform_data" "o331" { input = try([(parseint("ff", 16) && "x-${terraform_data.u.id}"), jsonencode((parseint("ff", 16) && "x-${terraform_data.u.id}"))], "error") }
resource "terraform_data" "o332" { input = try([log(3, 1/3), jsonencode(log(3, 1/3))], "error") }
resource "terraform_data" "o333" { input = try([{for k, v in "\n" : "c" => v}, jsonencode({for k, v in "\n" : "c" => v})], "error") }
resource "terraform_data" "o334" { input = try([lookup(var.lo[0], "1e3", var.lo[0]), jsonencode(lookup(var.lo[0], "1e3", var.lo[0]))], "error") }
resource "terraform_data" "o335" { input = try([title(sha256("007")), jsonencode(title(sha256("007")))], "error") }
resource "terraform_data" "o336" { input = try([setsubtract([[], ["x"]], [true, "false"]), jsonencode(setsubtract([[], ["x"]], [true, "false"]))], "error") }
resource "terraform_data" "o337" { input = try([([{ a = 1 }, { b = 2 }] - setproduct(["a"], [1, 2])), jsonencode(([{ a = 1 }, { b = 2 }] - setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o338" { input = try([base64decode("192.168.1.300/24"), jsonencode(base64decode("192.168.1.300/24"))], "error") }
resource "terraform_data" "o339" { input = try([timecmp({ a = true, b = false }, "ÿ"), jsonencode(timecmp({ a = true, b = false }, "ÿ"))], "error") }
resource "terraform_data" "o340" { input = try([chunklist(toset([{ a = 1 }]), 1e-30), jsonencode(chunklist(toset([{ a = 1 }]), 1e-30))], "error") }
resource "terraform_data" "o341" { input = try([can(tomap({ a = [1], b = [] })), jsonencode(can(tomap({ a = [1], b = [] })))], "error") }
resource "terraform_data" "o342" { input = try([sort(setproduct(["a"], [1, 2]).a), jsonencode(sort(setproduct(["a"], [1, 2]).a))], "error") }
resource "terraform_data" "o343" { input = try([("x-${terraform_data.u.id}" ? tolist([terraform_data.u.id]) : [[["deep"]], []]), jsonencode(("x-${terraform_data.u.id}" ? tolist([terraform_data.u.id]) : [[["deep"]], []]))], "error") }
resource "terraform_data" "o344" { input = try([element(tolist(["é", "e"]), 255), jsonencode(element(tolist(["é", "e"]), 255))], "error") }
resource "terraform_data" "o345" { input = try([range(csvdecode("héllo wörld"), tonumber("1e2"), 123456789012345678901234567890), jsonencode(range(csvdecode("héllo wörld"), tonumber("1e2"), 123456789012345678901234567890))], "error") }
resource "terraform_data" "o346" { input = try([(tomap({}) ? { a = 1, b = "x" } : { a = [1, 2], b = [] }), jsonencode((tomap({}) ? { a = 1, b = "x" } : { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o347" { input = try([tobool(floor(tonumber("1e2"))), jsonencode(tobool(floor(tonumber("1e2"))))], "error") }
resource "terraform_data" "o348" { input = try([(tobool(null) ? "true" : "aGk"), jsonencode((tobool(null) ? "true" : "aGk"))], "error") }
resource "terraform_data" "o349" { input = try([substr("\n", parseint("ff", 16)), jsonencode(substr("\n", parseint("ff", 16)))], "error") }
resource "terraform_data" "o350" { input = try([keys(), jsonencode(keys())], "error") }
resource "terraform_data" "o351" { input = try([strrev(var.s), jsonencode(strrev(var.s))], "error") }
resource "terraform_data" "o352" { input = try([yamldecode("a,b,,c"), jsonencode(yamldecode("a,b,,c"))], "error") }
resource "terraform_data" "o353" { input = try([abs(tomap({ a = "x", b = "y" })), jsonencode(abs(tomap({ a = "x", b = "y" })))], "error") }
resource "terraform_data" "o354" { input = try([length(distinct({ "é" = 1, "" = 2 })), jsonencode(length(distinct({ "é" = 1, "" = 2 })))], "error") }
resource "terraform_data" "o355" { input = try([null[tostring(null)], jsonencode(null[tostring(null)])], "error") }
resource "terraform_data" "o356" { input = try([(false + null), jsonencode((false + null))], "error") }
resource "terraform_data" "o357" { input = try([(tobool(null) ? { a = terraform_data.u.id, b = 2 } : 1/3), jsonencode((tobool(null) ? { a = terraform_data.u.id, b = 2 } : 1/3))], "error") }
resource "terraform_data" "o358" { input = try([distinct(tolist([{ a = 1 }, { a = 2 }])), jsonencode(distinct(tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o359" { input = try([("0x1F" || tonumber("1e2")), jsonencode(("0x1F" || tonumber("1e2")))], "error") }
resource "terraform_data" "o360" { input = try([[for k, v in var.lo[0] : upper(v) if v], jsonencode([for k, v in var.lo[0] : upper(v) if v])], "error") }
resource "terraform_data" "o361" { input = try([setunion(toset(["b", "a"]), (var.lo[0] % " 7 ")), jsonencode(setunion(toset(["b", "a"]), (var.lo[0] % " 7 ")))], "error") }
resource "terraform_data" "o362" { input = try([{for k, v in tomap({ a = "x", b = "y" }) : k => v...}, jsonencode({for k, v in tomap({ a = "x", b = "y" }) : k => v...})], "error") }
resource "terraform_data" "o363" { input = try(["%{ if "$${x}" }y%{ else }n%{ endif }", jsonencode("%{ if "$${x}" }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o364" { input = try([(false ? tobool("true") : true), jsonencode((false ? tobool("true") : true))], "error") }
resource "terraform_data" "o365" { input = try([[for k, v in [1, "a", true] : v if v != null], jsonencode([for k, v in [1, "a", true] : v if v != null])], "error") }
resource "terraform_data" "o366" { input = try([abs(64), jsonencode(abs(64))], "error") }
resource "terraform_data" "o367" { input = try([coalescelist([1, "a", true], var.eo), jsonencode(coalescelist([1, "a", true], var.eo))], "error") }
resource "terraform_data" "o368" { input = try([timecmp("👨‍👩‍👧", tostring(null)), jsonencode(timecmp("👨‍👩‍👧", tostring(null)))], "error") }
resource "terraform_data" "o369" { input = try([jsonencode(zipmap("a.b-c_d", var.nl)), jsonencode(jsonencode(zipmap("a.b-c_d", var.nl)))], "error") }
resource "terraform_data" "o370" { input = try([[for k, v in null : upper(v) if v != null], jsonencode([for k, v in null : upper(v) if v != null])], "error") }
resource "terraform_data" "o371" { input = try([(terraform_data.u.id / toset([3, 1, 10])), jsonencode((terraform_data.u.id / toset([3, 1, 10])))], "error") }
resource "terraform_data" "o372" { input = try([(true % { a = [1, 2], b = [] }), jsonencode((true % { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o373" { input = try([md5("TRUE"), jsonencode(md5("TRUE"))], "error") }
resource "terraform_data" "o374" { input = try([coalescelist(toset([]), var.lo[*].b), jsonencode(coalescelist(toset([]), var.lo[*].b))], "error") }
resource "terraform_data" "o375" { input = try([values({ a = [1, 2], b = [] }), jsonencode(values({ a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o376" { input = try([timeadd("2024-02-28T23:00:00Z"), jsonencode(timeadd("2024-02-28T23:00:00Z"))], "error") }
resource "terraform_data" "o377" { input = try([sum(toset(["b", "a"])), jsonencode(sum(toset(["b", "a"])))], "error") }
resource "terraform_data" "o378" { input = try([regex(can(null), var.lo...), jsonencode(regex(can(null), var.lo...))], "error") }
resource "terraform_data" "o379" { input = try([reverse([for k, v in [true, "false"] : k ]), jsonencode(reverse([for k, v in [true, "false"] : k ]))], "error") }
resource "terraform_data" "o380" { input = try([element(toset(["b", "a"]), 1), jsonencode(element(toset(["b", "a"]), 1))], "error") }
resource "terraform_data" "o381" { input = try([trimsuffix(("\t\"q\"" == [[["deep"]], []]), "true"), jsonencode(trimsuffix(("\t\"q\"" == [[["deep"]], []]), "true"))], "error") }
resource "terraform_data" "o382" { input = try([length(local.yaml), jsonencode(length(local.yaml))], "error") }
resource "terraform_data" "o383" { input = try([tomap("x-${terraform_data.u.id}"), jsonencode(tomap("x-${terraform_data.u.id}"))], "error") }
resource "terraform_data" "o384" { input = try([{ a = { b = { c = 1 } } }[*].a, jsonencode({ a = { b = { c = 1 } } }[*].a)], "error") }
resource "terraform_data" "o385" { input = try([{ a = [1, 2], b = [] }[*].b[0], jsonencode({ a = [1, 2], b = [] }[*].b[0])], "error") }
resource "terraform_data" "o386" { input = try([[for k, v in tolist([]) : v.a if v], jsonencode([for k, v in tolist([]) : v.a if v])], "error") }
resource "terraform_data" "o387" { input = try([{for k, v in { a = [1, 2], b = [] } : k => v...}, jsonencode({for k, v in { a = [1, 2], b = [] } : k => v...})], "error") }
resource "terraform_data" "o388" { input = try([pow(chunklist(var.lo[*].b, 3), parseint("ff", 16)), jsonencode(pow(chunklist(var.lo[*].b, 3), parseint("ff", 16)))], "error") }
resource "terraform_data" "o389" { input = try([distinct("(a)(?P<n>b)?"), jsonencode(distinct("(a)(?P<n>b)?"))], "error") }
resource "terraform_data" "o390" { input = try([(tobool(null) ? tomap({}) : "a.b-c_d"), jsonencode((tobool(null) ? tomap({}) : "a.b-c_d"))], "error") }
resource "terraform_data" "o391" { input = try([sort(base64sha256("ß")), jsonencode(sort(base64sha256("ß")))], "error") }
resource "terraform_data" "o392" { input = try([setproduct(zipmap([[1], [2, 3]], [[1], [2, 3]])), jsonencode(setproduct(zipmap([[1], [2, 3]], [[1], [2, 3]])))], "error") }
resource "terraform_data" "o393" { input = try([var.lo[*].b["0"], jsonencode(var.lo[*].b["0"])], "error") }
resource "terraform_data" "o394" { input = try([range(3)[-1], jsonencode(range(3)[-1])], "error") }
resource "terraform_data" "o395" { input = try([strcontains("日本語", transpose({ p = var.s })), jsonencode(strcontains("日本語", transpose({ p = var.s })))], "error") }
resource "terraform_data" "o396" { input = try([length(indent(255, tostring(null))), jsonencode(length(indent(255, tostring(null))))], "error") }
resource "terraform_data" "o397" { input = try([sha256(tolist([{ a = 1 }, { a = 2 }])...), jsonencode(sha256(tolist([{ a = 1 }, { a = 2 }])...))], "error") }
resource "terraform_data" "o398" { input = try([{for k, v in { "10" = 1, "9" = 2 } : k => v...}, jsonencode({for k, v in { "10" = 1, "9" = 2 } : k => v...})], "error") }
resource "terraform_data" "o399" { input = try([strcontains([for k, v in tomap({}) : [k, v] ], "(a)(?P<n>b)?"), jsonencode(strcontains([for k, v in tomap({}) : [k, v] ], "(a)(?P<n>b)?"))], "error") }
resource "terraform_data" "o400" { input = try([keys({ a = null }), jsonencode(keys({ a = null }))], "error") }
resource "terraform_data" "o401" { input = try([yamlencode(null), jsonencode(yamlencode(null))], "error") }
resource "terraform_data" "o402" { input = try([signum([null]...), jsonencode(signum([null]...))], "error") }
resource "terraform_data" "o403" { input = try([regex(1e200, "2001:db8::/32"), jsonencode(regex(1e200, "2001:db8::/32"))], "error") }
resource "terraform_data" "o404" { input = try([tobool("true")["a"], jsonencode(tobool("true")["a"])], "error") }
resource "terraform_data" "o405" { input = try([sort((tobool("true") ? toset([{ a = 1 }]) : tolist([]))), jsonencode(sort((tobool("true") ? toset([{ a = 1 }]) : tolist([]))))], "error") }
resource "terraform_data" "o406" { input = try([{for k, v in var.nm : "c" => v...}, jsonencode({for k, v in var.nm : "c" => v...})], "error") }
resource "terraform_data" "o407" { input = try(["[1,2", jsonencode("[1,2")], "error") }
resource "terraform_data" "o408" { input = try([title("a,b,,c"), jsonencode(title("a,b,,c"))], "error") }
resource "terraform_data" "o409" { input = try([upper("Ａ"), jsonencode(upper("Ａ"))], "error") }
resource "terraform_data" "o410" { input = try([pow(123456789012345678901234567890, 1e3), jsonencode(pow(123456789012345678901234567890, 1e3))], "error") }
resource "terraform_data" "o411" { input = try([min(["10", "9", "1"], 2.5, tostring(null)), jsonencode(min(["10", "9", "1"], 2.5, tostring(null)))], "error") }
resource "terraform_data" "o412" { input = try([max(-0, 3, 2.5), jsonencode(max(-0, 3, 2.5))], "error") }
resource "terraform_data" "o413" { input = try([(["10", "9", "1"] % 64), jsonencode((["10", "9", "1"] % 64))], "error") }
resource "terraform_data" "o414" { input = try([(1/3 - null), jsonencode((1/3 - null))], "error") }
resource "terraform_data" "o415" { input = try([cidrsubnets(null, parseint("ff", 16), 255), jsonencode(cidrsubnets(null, parseint("ff", 16), 255))], "error") }
resource "terraform_data" "o416" { input = try([([[["deep"]], []] < range(3)), jsonencode(([[["deep"]], []] < range(3)))], "error") }
resource "terraform_data" "o417" { input = try([[for k, v in "10.0.0.0/8" : v ], jsonencode([for k, v in "10.0.0.0/8" : v ])], "error") }
resource "terraform_data" "o418" { input = try([var.nl, jsonencode(var.nl)], "error") }
resource "terraform_data" "o419" { input = try([signum(timecmp("2001:db8::/32", "10.0.0.0/8")), jsonencode(signum(timecmp("2001:db8::/32", "10.0.0.0/8")))], "error") }
resource "terraform_data" "o420" { input = try([tomap({})[*], jsonencode(tomap({})[*])], "error") }
resource "terraform_data" "o421" { input = try([cidrsubnet("", 1/3, 1), jsonencode(cidrsubnet("", 1/3, 1))], "error") }
resource "terraform_data" "o422" { input = try([[for k, v in setproduct(["a"], [1, 2]) : [k, v] if k != 0], jsonencode([for k, v in setproduct(["a"], [1, 2]) : [k, v] if k != 0])], "error") }
resource "terraform_data" "o423" { input = try([setproduct(({ "10" = 1, "9" = 2 } ? length(terraform_data.u.id) : tonumber("1e2")), [1, "a", true]), jsonencode(setproduct(({ "10" = 1, "9" = 2 } ? length(terraform_data.u.id) : tonumber("1e2")), [1, "a", true]))], "error") }
resource "terraform_data" "o424" { input = try([cidrsubnet("true", tolist(["a", null]), 255), jsonencode(cidrsubnet("true", tolist(["a", null]), 255))], "error") }
resource "terraform_data" "o425" { input = try([one([null]), jsonencode(one([null]))], "error") }
resource "terraform_data" "o426" { input = try([tolist([terraform_data.u.id]), jsonencode(tolist([terraform_data.u.id]))], "error") }
resource "terraform_data" "o427" { input = try([tolist(range(3)...), jsonencode(tolist(range(3)...))], "error") }
resource "terraform_data" "o428" { input = try([sha256(strrev("\t\"q\"")), jsonencode(sha256(strrev("\t\"q\"")))], "error") }
resource "terraform_data" "o429" { input = try([textencodebase64(tobool("true"), "UTF-16LE"), jsonencode(textencodebase64(tobool("true"), "UTF-16LE"))], "error") }
resource "terraform_data" "o430" { input = try([dirname(local.yaml), jsonencode(dirname(local.yaml))], "error") }
resource "terraform_data" "o431" { input = try([cidrnetmask(title("aGk")), jsonencode(cidrnetmask(title("aGk")))], "error") }
resource "terraform_data" "o432" { input = try(["%{ for x in "a,b,,c" ~} ${x} %{ endfor }", jsonencode("%{ for x in "a,b,,c" ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o433" { input = try([[for k, v in ["a", null] : upper(v) if v], jsonencode([for k, v in ["a", null] : upper(v) if v])], "error") }
resource "terraform_data" "o434" { input = try([{ a = [1, 2], b = [] }["0"], jsonencode({ a = [1, 2], b = [] }["0"])], "error") }
resource "terraform_data" "o435" { input = try([replace("\t\"q\"", tostring(null), var.s), jsonencode(replace("\t\"q\"", tostring(null), var.s))], "error") }
resource "terraform_data" "o436" { input = try([substr("a.b-c_d", [{ a = 1 }, { b = 2 }]), jsonencode(substr("a.b-c_d", [{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o437" { input = try(["%{ for x in 0.1 ~} ${x} %{ endfor }", jsonencode("%{ for x in 0.1 ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o438" { input = try([({} >= ["a", null]), jsonencode(({} >= ["a", null]))], "error") }
resource "terraform_data" "o439" { input = try(["007", jsonencode("007")], "error") }
resource "terraform_data" "o440" { input = try([[for k, v in tolist([{ a = 1 }, { a = 2 }]) : [k, v] if v], jsonencode([for k, v in tolist([{ a = 1 }, { a = 2 }]) : [k, v] if v])], "error") }
resource "terraform_data" "o441" { input = try([(0 >= tobool(null)), jsonencode((0 >= tobool(null)))], "error") }
resource "terraform_data" "o442" { input = try([sum((tobool(null) ? null : 255)), jsonencode(sum((tobool(null) ? null : 255)))], "error") }
resource "terraform_data" "o443" { input = try([range(123456789012345678901234567890, 1/3, true), jsonencode(range(123456789012345678901234567890, 1/3, true))], "error") }
resource "terraform_data" "o444" { input = try([can(coalescelist(var.lo[*].b, ["a", "b"])), jsonencode(can(coalescelist(var.lo[*].b, ["a", "b"])))], "error") }
resource "terraform_data" "o445" { input = try([(false ? { "10" = 1, "9" = 2 } : tolist([terraform_data.u.id])), jsonencode((false ? { "10" = 1, "9" = 2 } : tolist([terraform_data.u.id])))], "error") }
resource "terraform_data" "o446" { input = try([(tobool(null) * tolist([])), jsonencode((tobool(null) * tolist([])))], "error") }
resource "terraform_data" "o447" { input = try([lower(endswith("/a+/", "\t\"q\"")), jsonencode(lower(endswith("/a+/", "\t\"q\"")))], "error") }
resource "terraform_data" "o448" { input = try([dirname(-0), jsonencode(dirname(-0))], "error") }
resource "terraform_data" "o449" { input = try([trim(sha256("%s"), "2024-02-29T23:59:60Z"), jsonencode(trim(sha256("%s"), "2024-02-29T23:59:60Z"))], "error") }
resource "terraform_data" "o450" { input = try([join(null, var.eo), jsonencode(join(null, var.eo))], "error") }
resource "terraform_data" "o451" { input = try([[for k, v in range(3) : [k, v] ], jsonencode([for k, v in range(3) : [k, v] ])], "error") }
resource "terraform_data" "o452" { input = try([distinct(tolist([])), jsonencode(distinct(tolist([])))], "error") }
resource "terraform_data" "o453" { input = try([range(9007199254740993, tonumber(null), null), jsonencode(range(9007199254740993, tonumber(null), null))], "error") }
resource "terraform_data" "o454" { input = try([("héllo wörld" * null), jsonencode(("héllo wörld" * null))], "error") }
resource "terraform_data" "o455" { input = try([ceil(alltrue([null])), jsonencode(ceil(alltrue([null])))], "error") }
resource "terraform_data" "o456" { input = try([element({for k, v in tolist([]) : k => v...}, 255), jsonencode(element({for k, v in tolist([]) : k => v...}, 255))], "error") }
resource "terraform_data" "o457" { input = try([(tobool("true") ? true : [[1], [2, 3]]), jsonencode((tobool("true") ? true : [[1], [2, 3]]))], "error") }
resource "terraform_data" "o458" { input = try([sha256([1, "a", true], ["a", "b"]), jsonencode(sha256([1, "a", true], ["a", "b"]))], "error") }
resource "terraform_data" "o459" { input = try([cidrhost("aGk=", reverse(false)), jsonencode(cidrhost("aGk=", reverse(false)))], "error") }
resource "terraform_data" "o460" { input = try([trimprefix("2024-02-29T12:00:00+05:30", slice([{ a = 1 }, { a = 2 }], -1, parseint("ff", 16)), " "), jsonencode(trimprefix("2024-02-29T12:00:00+05:30", slice([{ a = 1 }, { a = 2 }], -1, parseint("ff", 16)), " "))], "error") }
resource "terraform_data" "o461" { input = try([base64sha512("ÿ"), jsonencode(base64sha512("ÿ"))], "error") }
resource "terraform_data" "o462" { input = try([yamlencode(tolist([])...), jsonencode(yamlencode(tolist([])...))], "error") }
resource "terraform_data" "o463" { input = try([tolist(1e-30), jsonencode(tolist(1e-30))], "error") }
resource "terraform_data" "o464" { input = try([distinct(tolist(["é", "e"])), jsonencode(distinct(tolist(["é", "e"])))], "error") }
resource "terraform_data" "o465" { input = try([(tobool("true") ? [1, "a", true] : { a = 1, b = "x" }), jsonencode((tobool("true") ? [1, "a", true] : { a = 1, b = "x" }))], "error") }
resource "terraform_data" "o466" { input = try([try("x-${terraform_data.u.id}", tobool("true")), jsonencode(try("x-${terraform_data.u.id}", tobool("true")))], "error") }
resource "terraform_data" "o467" { input = try([substr("2024-02-29T12:00:00+05:30", { a = 1, b = "x" }, 1/3), jsonencode(substr("2024-02-29T12:00:00+05:30", { a = 1, b = "x" }, 1/3))], "error") }
resource "terraform_data" "o468" { input = try([range(parseint("ff", 16), "%{ if length(terraform_data.u.id) }y%{ else }n%{ endif }", 2.5), jsonencode(range(parseint("ff", 16), "%{ if length(terraform_data.u.id) }y%{ else }n%{ endif }", 2.5))], "error") }
resource "terraform_data" "o469" { input = try([{for k, v in [null] : "c" => v...}, jsonencode({for k, v in [null] : "c" => v...})], "error") }
resource "terraform_data" "o470" { input = try([upper(log(1e200, 9007199254740993)), jsonencode(upper(log(1e200, 9007199254740993)))], "error") }
resource "terraform_data" "o471" { input = try([anytrue(sort(["a", "b"])), jsonencode(anytrue(sort(["a", "b"])))], "error") }
resource "terraform_data" "o472" { input = try([[for k, v in { a = 1, b = "x" } : upper(v) if k != 0], jsonencode([for k, v in { a = 1, b = "x" } : upper(v) if k != 0])], "error") }
resource "terraform_data" "o473" { input = try([{for k, v in [[], ["x"]] : "c" => v...}, jsonencode({for k, v in [[], ["x"]] : "c" => v...})], "error") }
resource "terraform_data" "o474" { input = try([substr("0x1F", parseint("ff", 16), tobool([true, "false"])), jsonencode(substr("0x1F", parseint("ff", 16), tobool([true, "false"])))], "error") }
resource "terraform_data" "o475" { input = try(["%{ for x in 1 ~} ${x} %{ endfor }", jsonencode("%{ for x in 1 ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o476" { input = try([setproduct(issensitive({ a = 1, b = "x" }), var.eo), jsonencode(setproduct(issensitive({ a = 1, b = "x" }), var.eo))], "error") }
resource "terraform_data" "o477" { input = try([(tobool("true") && { a = [1, 2], b = [] }), jsonencode((tobool("true") && { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o478" { input = try([({ "10" = 1, "9" = 2 } && { a = [1, 2], b = [] }), jsonencode(({ "10" = 1, "9" = 2 } && { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o479" { input = try([({ a = null } < { "10" = 1, "9" = 2 }), jsonencode(({ a = null } < { "10" = 1, "9" = 2 }))], "error") }
resource "terraform_data" "o480" { input = try([{}["0"], jsonencode({}["0"])], "error") }
resource "terraform_data" "o481" { input = try([[for k, v in null : v.a if k != 0], jsonencode([for k, v in null : v.a if k != 0])], "error") }
resource "terraform_data" "o482" { input = try([base64decode(trimprefix("日本語", "é")), jsonencode(base64decode(trimprefix("日本語", "é")))], "error") }
resource "terraform_data" "o483" { input = try([yamlencode("x-${terraform_data.u.id}"), jsonencode(yamlencode("x-${terraform_data.u.id}"))], "error") }
resource "terraform_data" "o484" { input = try([{for k, v in { a = null } : k => v}, jsonencode({for k, v in { a = null } : k => v})], "error") }
resource "terraform_data" "o485" { input = try([jsonencode(sensitive([var.s, "p"])), jsonencode(jsonencode(sensitive([var.s, "p"])))], "error") }
resource "terraform_data" "o486" { input = try([[for k, v in { a = 1, b = "x" } : v == null if k != 0], jsonencode([for k, v in { a = 1, b = "x" } : v == null if k != 0])], "error") }
resource "terraform_data" "o487" { input = try([reverse(replace("Ａ", "true", "héllo wörld", ["10", "9", "1"]...)), jsonencode(reverse(replace("Ａ", "true", "héllo wörld", ["10", "9", "1"]...)))], "error") }
resource "terraform_data" "o488" { input = try([join("TRUE", index([1, "a", true], { "10" = 1, "9" = 2 })), jsonencode(join("TRUE", index([1, "a", true], { "10" = 1, "9" = 2 })))], "error") }
resource "terraform_data" "o489" { input = try([(tobool(null) * 64), jsonencode((tobool(null) * 64))], "error") }
resource "terraform_data" "o490" { input = try([regexall("ÿ", "1e3"), jsonencode(regexall("ÿ", "1e3"))], "error") }
resource "terraform_data" "o491" { input = try([floor(3), jsonencode(floor(3))], "error") }
resource "terraform_data" "o492" { input = try([log(255, 0.1, toset([3, 1, 10])...), jsonencode(log(255, 0.1, toset([3, 1, 10])...))], "error") }
resource "terraform_data" "o493" { input = try([flatten(index([1, 1.0, "1"], tolist([{ a = 1 }, { a = 2 }]))), jsonencode(flatten(index([1, 1.0, "1"], tolist([{ a = 1 }, { a = 2 }]))))], "error") }
resource "terraform_data" "o494" { input = try([coalescelist(setproduct(["a"], [1, 2]), tolist([])), jsonencode(coalescelist(setproduct(["a"], [1, 2]), tolist([])))], "error") }
resource "terraform_data" "o495" { input = try([matchkeys("Ａ", length(terraform_data.u.id), null), jsonencode(matchkeys("Ａ", length(terraform_data.u.id), null))], "error") }
resource "terraform_data" "o496" { input = try([[{ a = 1 }, { a = 2 }], jsonencode([{ a = 1 }, { a = 2 }])], "error") }
resource "terraform_data" "o497" { input = try([base64sha256("192.168.1.300/24"), jsonencode(base64sha256("192.168.1.300/24"))], "error") }
resource "terraform_data" "o498" { input = try([[for k, v in { "é" = 1, "" = 2 } : [k, v] if v != null], jsonencode([for k, v in { "é" = 1, "" = 2 } : [k, v] if v != null])], "error") }
resource "terraform_data" "o499" { input = try([[for k, v in ["a", "b"] : k if v], jsonencode([for k, v in ["a", "b"] : k if v])], "error") }
resource "terraform_data" "o500" { input = try([pow(1e-30, [1, 1.0, "1"]), jsonencode(pow(1e-30, [1, 1.0, "1"]))], "error") }
resource "terraform_data" "o501" { input = try([{for k, v in { "10" = 1, "9" = 2 } : "${k}-x" => v}, jsonencode({for k, v in { "10" = 1, "9" = 2 } : "${k}-x" => v})], "error") }
resource "terraform_data" "o502" { input = try([endswith(" ", timeadd("2024-02-28T23:00:00+02:00", "1h1m1s1ns")), jsonencode(endswith(" ", timeadd("2024-02-28T23:00:00+02:00", "1h1m1s1ns")))], "error") }
resource "terraform_data" "o503" { input = try([md5("2024-02-29T23:59:60Z"), jsonencode(md5("2024-02-29T23:59:60Z"))], "error") }
resource "terraform_data" "o504" { input = try([{for k, v in "ǅ" : "c" => v...}, jsonencode({for k, v in "ǅ" : "c" => v...})], "error") }
resource "terraform_data" "o505" { input = try([one(tolist([{ a = 1 }, { a = 2 }])), jsonencode(one(tolist([{ a = 1 }, { a = 2 }])))], "error") }
resource "terraform_data" "o506" { input = try([timeadd("2024-02-28T23:00:00+02:00", yamlencode(null)), jsonencode(timeadd("2024-02-28T23:00:00+02:00", yamlencode(null)))], "error") }
resource "terraform_data" "o507" { input = try([ceil(tonumber(null)), jsonencode(ceil(tonumber(null)))], "error") }
resource "terraform_data" "o508" { input = try([(true - { a = null }), jsonencode((true - { a = null }))], "error") }
resource "terraform_data" "o509" { input = try([tonumber(["b", "a", "b"]), jsonencode(tonumber(["b", "a", "b"]))], "error") }
resource "terraform_data" "o510" { input = try([("(a)(?P<n>b)?" < var.lo[0]), jsonencode(("(a)(?P<n>b)?" < var.lo[0]))], "error") }
resource "terraform_data" "o511" { input = try([sum(["a", null]), jsonencode(sum(["a", null]))], "error") }
resource "terraform_data" "o512" { input = try([regex("{\"a\":[1,null]}", "👨‍👩‍👧"), jsonencode(regex("{\"a\":[1,null]}", "👨‍👩‍👧"))], "error") }
resource "terraform_data" "o513" { input = try([parseint("👨‍👩‍👧", 1/3), jsonencode(parseint("👨‍👩‍👧", 1/3))], "error") }
resource "terraform_data" "o514" { input = try([merge(format("%j %s", " 7 ", -0), { a = [1, 2], b = [] }), jsonencode(merge(format("%j %s", " 7 ", -0), { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o515" { input = try([[null][*], jsonencode([null][*])], "error") }
resource "terraform_data" "o516" { input = try([element(var.lo, substr("aGk=", [], -0)), jsonencode(element(var.lo, substr("aGk=", [], -0)))], "error") }
resource "terraform_data" "o517" { input = try([sha1("2024-02-29T23:59:60Z"), jsonencode(sha1("2024-02-29T23:59:60Z"))], "error") }
resource "terraform_data" "o518" { input = try([({ a = 1, b = "x" } != 1e200), jsonencode(({ a = 1, b = "x" } != 1e200))], "error") }
resource "terraform_data" "o519" { input = try([timecmp("Ａ", "2001:db8::/32"), jsonencode(timecmp("Ａ", "2001:db8::/32"))], "error") }
resource "terraform_data" "o520" { input = try([(false ? 1/3 : ["b", "a", "b"]), jsonencode((false ? 1/3 : ["b", "a", "b"]))], "error") }
resource "terraform_data" "o521" { input = try([floor(0), jsonencode(floor(0))], "error") }
resource "terraform_data" "o522" { input = try([upper(), jsonencode(upper())], "error") }
resource "terraform_data" "o523" { input = try([floor(1/3), jsonencode(floor(1/3))], "error") }
resource "terraform_data" "o524" { input = try(["%{ if null }y%{ else }n%{ endif }", jsonencode("%{ if null }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o525" { input = try([(null != toset([])), jsonencode((null != toset([])))], "error") }
resource "terraform_data" "o526" { input = try(["%{ for x in "ǅ" ~} ${x} %{ endfor }", jsonencode("%{ for x in "ǅ" ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o527" { input = try([pow(1e3, parseint("👨‍👩‍👧", 1)), jsonencode(pow(1e3, parseint("👨‍👩‍👧", 1)))], "error") }
resource "terraform_data" "o528" { input = try([(false ? [var.s, "p"] : null), jsonencode((false ? [var.s, "p"] : null))], "error") }
resource "terraform_data" "o529" { input = try([textencodebase64({}, "UTF-16LE"), jsonencode(textencodebase64({}, "UTF-16LE"))], "error") }
resource "terraform_data" "o530" { input = try([split("null", "$${x}"), jsonencode(split("null", "$${x}"))], "error") }
resource "terraform_data" "o531" { input = try([setproduct([1, 1.0, "1"], toset(["b", "a"])), jsonencode(setproduct([1, 1.0, "1"], toset(["b", "a"])))], "error") }
resource "terraform_data" "o532" { input = try([indent(9007199254740993, "192.168.1.300/24"), jsonencode(indent(9007199254740993, "192.168.1.300/24"))], "error") }
resource "terraform_data" "o533" { input = try([lookup("007", "0x1F", var.eo), jsonencode(lookup("007", "0x1F", var.eo))], "error") }
resource "terraform_data" "o534" { input = try([format("%q %t", sum("👨‍👩‍👧"), -7.5), jsonencode(format("%q %t", sum("👨‍👩‍👧"), -7.5))], "error") }
resource "terraform_data" "o535" { input = try([issensitive(), jsonencode(issensitive())], "error") }
resource "terraform_data" "o536" { input = try([[for k, v in tolist([]) : k if v], jsonencode([for k, v in tolist([]) : k if v])], "error") }
resource "terraform_data" "o537" { input = try([length(), jsonencode(length())], "error") }
resource "terraform_data" "o538" { input = try([(null < null), jsonencode((null < null))], "error") }
resource "terraform_data" "o539" { input = try([[for k, v in tomap({ a = "x", b = "y" }) : v ], jsonencode([for k, v in tomap({ a = "x", b = "y" }) : v ])], "error") }
resource "terraform_data" "o540" { input = try([floor(1e-30), jsonencode(floor(1e-30))], "error") }
resource "terraform_data" "o541" { input = try([coalesce(255, "\t\"q\""), jsonencode(coalesce(255, "\t\"q\""))], "error") }
resource "terraform_data" "o542" { input = try([{for k, v in {} : "c" => v}, jsonencode({for k, v in {} : "c" => v})], "error") }
resource "terraform_data" "o543" { input = try([cidrhost("192.168.1.300/24", 123456789012345678901234567890), jsonencode(cidrhost("192.168.1.300/24", 123456789012345678901234567890))], "error") }
resource "terraform_data" "o544" { input = try(["true", jsonencode("true")], "error") }
resource "terraform_data" "o545" { input = try([min(0.1, ceil([1, "a", true]...), 0), jsonencode(min(0.1, ceil([1, "a", true]...), 0))], "error") }
resource "terraform_data" "o546" { input = try([setproduct(["a"], [1, 2])[1.5], jsonencode(setproduct(["a"], [1, 2])[1.5])], "error") }
resource "terraform_data" "o547" { input = try([parseint([1, 1.0, "1"], slice(var.so, 1/3, 1e3)), jsonencode(parseint([1, 1.0, "1"], slice(var.so, 1/3, 1e3)))], "error") }
resource "terraform_data" "o548" { input = try([one([[], ["x"]]), jsonencode(one([[], ["x"]]))], "error") }
resource "terraform_data" "o549" { input = try([abs(1e-30), jsonencode(abs(1e-30))], "error") }
resource "terraform_data" "o550" { input = try([parseint("a,b,,c", [for k, v in tolist(["é", "e"]) : [k, v] ]), jsonencode(parseint("a,b,,c", [for k, v in tolist(["é", "e"]) : [k, v] ]))], "error") }
resource "terraform_data" "o551" { input = try([range(123456789012345678901234567890, "<${{ a = terraform_data.u.id, b = 2 }}>", 3), jsonencode(range(123456789012345678901234567890, "<${{ a = terraform_data.u.id, b = 2 }}>", 3))], "error") }
resource "terraform_data" "o552" { input = try([md5([for k, v in { "10" = 1, "9" = 2 } : v == null if k != 0]), jsonencode(md5([for k, v in { "10" = 1, "9" = 2 } : v == null if k != 0]))], "error") }
resource "terraform_data" "o553" { input = try([basename(textdecodebase64(" ", "UTF-16LE")), jsonencode(basename(textdecodebase64(" ", "UTF-16LE")))], "error") }
resource "terraform_data" "o554" { input = try([pow(tonumber("1e2"), parseint("ff", 16)), jsonencode(pow(tonumber("1e2"), parseint("ff", 16)))], "error") }
resource "terraform_data" "o555" { input = try([slice(["a", null], 1e-30, ("TRUE" != split(",", terraform_data.u.id))), jsonencode(slice(["a", null], 1e-30, ("TRUE" != split(",", terraform_data.u.id))))], "error") }
resource "terraform_data" "o556" { input = try([{for k, v in toset([{ a = 1 }]) : k => v}, jsonencode({for k, v in toset([{ a = 1 }]) : k => v})], "error") }
resource "terraform_data" "o557" { input = try([coalescelist(var.eo, "%{ if { a = 1, b = "x" } }y%{ else }n%{ endif }"), jsonencode(coalescelist(var.eo, "%{ if { a = 1, b = "x" } }y%{ else }n%{ endif }"))], "error") }
resource "terraform_data" "o558" { input = try([(tobool("true") ? ["10", "9", "1"] : [true, "false"]), jsonencode((tobool("true") ? ["10", "9", "1"] : [true, "false"]))], "error") }
resource "terraform_data" "o559" { input = try(["%{ if "Ａ" }y%{ else }n%{ endif }", jsonencode("%{ if "Ａ" }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o560" { input = try([chomp([1, 1.0, "1"]...), jsonencode(chomp([1, 1.0, "1"]...))], "error") }
resource "terraform_data" "o561" { input = try([base64sha256((255 % null)), jsonencode(base64sha256((255 % null)))], "error") }
resource "terraform_data" "o562" { input = try([(var.nl < { a = [1, 2], b = [] }), jsonencode((var.nl < { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o563" { input = try([base64encode("a,b,,c"), jsonencode(base64encode("a,b,,c"))], "error") }
resource "terraform_data" "o564" { input = try([flatten([[], ["x"]]), jsonencode(flatten([[], ["x"]]))], "error") }
resource "terraform_data" "o565" { input = try([slice(range(3), tobool("true"), parseint("ff", 16)), jsonencode(slice(range(3), tobool("true"), parseint("ff", 16)))], "error") }
resource "terraform_data" "o566" { input = try([{ a = null }[0], jsonencode({ a = null }[0])], "error") }
resource "terraform_data" "o567" { input = try([tonumber((null || 1e-30)), jsonencode(tonumber((null || 1e-30)))], "error") }
resource "terraform_data" "o568" { input = try([{for k, v in {} : "c" => v...}, jsonencode({for k, v in {} : "c" => v...})], "error") }
resource "terraform_data" "o569" { input = try([{for k, v in null : "c" => v...}, jsonencode({for k, v in null : "c" => v...})], "error") }
resource "terraform_data" "o570" { input = try([textencodebase64(keys(tomap({ a = "x", b = "y" })), "ISO-8859-1"), jsonencode(textencodebase64(keys(tomap({ a = "x", b = "y" })), "ISO-8859-1"))], "error") }
resource "terraform_data" "o571" { input = try([tobool(sha256("\n")), jsonencode(tobool(sha256("\n")))], "error") }
resource "terraform_data" "o572" { input = try([matchkeys([1, "a", true], tolist(["é", "e"]), toset([])), jsonencode(matchkeys([1, "a", true], tolist(["é", "e"]), toset([])))], "error") }
resource "terraform_data" "o573" { input = try([csvdecode(merge({}, { "é" = 1, "" = 2 })), jsonencode(csvdecode(merge({}, { "é" = 1, "" = 2 })))], "error") }
resource "terraform_data" "o574" { input = try([(var.nm + null), jsonencode((var.nm + null))], "error") }
resource "terraform_data" "o575" { input = try([sha256(uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "[1,2")), jsonencode(sha256(uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "[1,2")))], "error") }
resource "terraform_data" "o576" { input = try([(tolist([{ a = 1 }, { a = 2 }]) ? { a = terraform_data.u.id, b = 2 } : ["a", "b"]), jsonencode((tolist([{ a = 1 }, { a = 2 }]) ? { a = terraform_data.u.id, b = 2 } : ["a", "b"]))], "error") }
resource "terraform_data" "o577" { input = try([(tonumber(null) ? true : { p = var.s }), jsonencode((tonumber(null) ? true : { p = var.s }))], "error") }
resource "terraform_data" "o578" { input = try([formatdate(("Ａ" ? { a = null } : "ß"), "2024-02-29T12:00:00+05:30"), jsonencode(formatdate(("Ａ" ? { a = null } : "ß"), "2024-02-29T12:00:00+05:30"))], "error") }
resource "terraform_data" "o579" { input = try([length(([1, 1.0, "1"] % { "10" = 1, "9" = 2 })), jsonencode(length(([1, 1.0, "1"] % { "10" = 1, "9" = 2 })))], "error") }
resource "terraform_data" "o580" { input = try([base64sha512(urlencode("a,b,,c")), jsonencode(base64sha512(urlencode("a,b,,c")))], "error") }
resource "terraform_data" "o581" { input = try([setunion([1, 1.0, "1"], [1, 1.0, "1"]), jsonencode(setunion([1, 1.0, "1"], [1, 1.0, "1"]))], "error") }
resource "terraform_data" "o582" { input = try([sha256(sort([1, 1.0, "1"])), jsonencode(sha256(sort([1, 1.0, "1"])))], "error") }
resource "terraform_data" "o583" { input = try([md5("$${x}"), jsonencode(md5("$${x}"))], "error") }
resource "terraform_data" "o584" { input = try(["%{ for x in null ~} ${x} %{ endfor }", jsonencode("%{ for x in null ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o585" { input = try([setsubtract(range(3), ["b", "a", "b"]), jsonencode(setsubtract(range(3), ["b", "a", "b"]))], "error") }
resource "terraform_data" "o586" { input = try([dirname(zipmap(setproduct(["a"], [1, 2]), var.lo[*].b)), jsonencode(dirname(zipmap(setproduct(["a"], [1, 2]), var.lo[*].b)))], "error") }
resource "terraform_data" "o587" { input = try([tonumber([{ a = 1 }, { b = 2 }]), jsonencode(tonumber([{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o588" { input = try([ceil(2.5), jsonencode(ceil(2.5))], "error") }
resource "terraform_data" "o589" { input = try(["{\"a\":[1,null]}", jsonencode("{\"a\":[1,null]}")], "error") }
resource "terraform_data" "o590" { input = try([index([{ a = 1 }, { b = 2 }], terraform_data.u.id), jsonencode(index([{ a = 1 }, { b = 2 }], terraform_data.u.id))], "error") }
resource "terraform_data" "o591" { input = try([split("a,b,,c", "10.0.0.0/8", "{\"a\":[1,null]}"), jsonencode(split("a,b,,c", "10.0.0.0/8", "{\"a\":[1,null]}"))], "error") }
resource "terraform_data" "o592" { input = try(["%{ if true }y%{ else }n%{ endif }", jsonencode("%{ if true }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o593" { input = try([setsubtract(var.lo, var.lo), jsonencode(setsubtract(var.lo, var.lo))], "error") }
resource "terraform_data" "o594" { input = try(["<${1/3}>", jsonencode("<${1/3}>")], "error") }
resource "terraform_data" "o595" { input = try([(64 == var.eo), jsonencode((64 == var.eo))], "error") }
resource "terraform_data" "o596" { input = try([max(1/3, null, 2.5), jsonencode(max(1/3, null, 2.5))], "error") }
resource "terraform_data" "o597" { input = try([endswith("2024-02-29T12:00:00+05:30", var.so...), jsonencode(endswith("2024-02-29T12:00:00+05:30", var.so...))], "error") }
resource "terraform_data" "o598" { input = try([basename("2024-02-29T12:00:00+05:30"), jsonencode(basename("2024-02-29T12:00:00+05:30"))], "error") }
resource "terraform_data" "o599" { input = try([(123456789012345678901234567890 % 1), jsonencode((123456789012345678901234567890 % 1))], "error") }
resource "terraform_data" "o600" { input = try(["%{ for x in "aGk" ~} ${x} %{ endfor }", jsonencode("%{ for x in "aGk" ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o601" { input = try([reverse(), jsonencode(reverse())], "error") }
resource "terraform_data" "o602" { input = try([[for k, v in tomap({}) : { (k) = v } ], jsonencode([for k, v in tomap({}) : { (k) = v } ])], "error") }
resource "terraform_data" "o603" { input = try([upper(""), jsonencode(upper(""))], "error") }
resource "terraform_data" "o604" { input = try([(tobool("true") ? 255 : ["10", "9", "1"]), jsonencode((tobool("true") ? 255 : ["10", "9", "1"]))], "error") }
resource "terraform_data" "o605" { input = try([tomap(cidrnetmask(toset([3, 1, 10])...)), jsonencode(tomap(cidrnetmask(toset([3, 1, 10])...)))], "error") }
resource "terraform_data" "o606" { input = try([jsondecode("a,b,,c"), jsonencode(jsondecode("a,b,,c"))], "error") }
resource "terraform_data" "o607" { input = try(["aGk", jsonencode("aGk")], "error") }
resource "terraform_data" "o608" { input = try([yamldecode("0x1F"), jsonencode(yamldecode("0x1F"))], "error") }
resource "terraform_data" "o609" { input = try([chunklist(var.lo, 1/3), jsonencode(chunklist(var.lo, 1/3))], "error") }
resource "terraform_data" "o610" { input = try([[for k, v in { a = [1, 2], b = [] } : v if v != null], jsonencode([for k, v in { a = [1, 2], b = [] } : v if v != null])], "error") }
resource "terraform_data" "o611" { input = try([flatten(tolist([])), jsonencode(flatten(tolist([])))], "error") }
resource "terraform_data" "o612" { input = try([uuidv5("url", "ß"), jsonencode(uuidv5("url", "ß"))], "error") }
resource "terraform_data" "o613" { input = try([length(setproduct(["a"], [1, 2])...), jsonencode(length(setproduct(["a"], [1, 2])...))], "error") }
resource "terraform_data" "o614" { input = try([formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ"), jsonencode(formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ"))], "error") }
resource "terraform_data" "o615" { input = try([split(tobool(terraform_data.u.id == "z"), title("héllo wörld")), jsonencode(split(tobool(terraform_data.u.id == "z"), title("héllo wörld")))], "error") }
resource "terraform_data" "o616" { input = try([(true + 0.1), jsonencode((true + 0.1))], "error") }
resource "terraform_data" "o617" { input = try([element(toset([3, 1, 10]), -7.5), jsonencode(element(toset([3, 1, 10]), -7.5))], "error") }
resource "terraform_data" "o618" { input = try([setsubtract((null ? {} : null), toset([])), jsonencode(setsubtract((null ? {} : null), toset([])))], "error") }
resource "terraform_data" "o619" { input = try(["<${1}>", jsonencode("<${1}>")], "error") }
resource "terraform_data" "o620" { input = try([{for k, v in [{ a = 1 }, { b = 2 }] : k => v}, jsonencode({for k, v in [{ a = 1 }, { b = 2 }] : k => v})], "error") }
resource "terraform_data" "o621" { input = try([sha512("👨‍👩‍👧"), jsonencode(sha512("👨‍👩‍👧"))], "error") }
resource "terraform_data" "o622" { input = try([(tonumber("1e2") % { a = terraform_data.u.id, b = 2 }), jsonencode((tonumber("1e2") % { a = terraform_data.u.id, b = 2 }))], "error") }
resource "terraform_data" "o623" { input = try(["%{ if tomap({}) }y%{ else }n%{ endif }", jsonencode("%{ if tomap({}) }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o624" { input = try([coalesce(0.1, "TRUE"), jsonencode(coalesce(0.1, "TRUE"))], "error") }
resource "terraform_data" "o625" { input = try([jsondecode("192.168.1.300/24"), jsonencode(jsondecode("192.168.1.300/24"))], "error") }
resource "terraform_data" "o626" { input = try([matchkeys(var.eo, [1, 1.0, "1"], setproduct(["a"], [1, 2])), jsonencode(matchkeys(var.eo, [1, 1.0, "1"], setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o627" { input = try([sum([{ a = 1 }, { b = 2 }]), jsonencode(sum([{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o628" { input = try([floor(lookup({ a = null }, "a,b,,c")), jsonencode(floor(lookup({ a = null }, "a,b,,c")))], "error") }
resource "terraform_data" "o629" { input = try([slice([{ a = 1 }, { b = 2 }], "-0", -1), jsonencode(slice([{ a = 1 }, { b = 2 }], "-0", -1))], "error") }
resource "terraform_data" "o630" { input = try([contains(null, jsonencode("true")), jsonencode(contains(null, jsonencode("true")))], "error") }
resource "terraform_data" "o631" { input = try([lookup(true, { a = null }, tolist([{ a = 1 }, { a = 2 }])...), jsonencode(lookup(true, { a = null }, tolist([{ a = 1 }, { a = 2 }])...))], "error") }
resource "terraform_data" "o632" { input = try([matchkeys([true, "false"], ["a", "b"], setproduct(["a"], [1, 2])), jsonencode(matchkeys([true, "false"], ["a", "b"], setproduct(["a"], [1, 2])))], "error") }
resource "terraform_data" "o633" { input = try([(true ? -7.5 : { a = [1, 2], b = [] }), jsonencode((true ? -7.5 : { a = [1, 2], b = [] }))], "error") }
resource "terraform_data" "o634" { input = try([compact(false), jsonencode(compact(false))], "error") }
resource "terraform_data" "o635" { input = try([merge([], { "10" = 1, "9" = 2 }), jsonencode(merge([], { "10" = 1, "9" = 2 }))], "error") }
resource "terraform_data" "o636" { input = try([yamlencode(tomap({ a = "x", b = "y" })), jsonencode(yamlencode(tomap({ a = "x", b = "y" })))], "error") }
resource "terraform_data" "o637" { input = try([(["10", "9", "1"] || tolist([terraform_data.u.id])), jsonencode((["10", "9", "1"] || tolist([terraform_data.u.id])))], "error") }
resource "terraform_data" "o638" { input = try([{for k, v in [[1], [2, 3]] : "${k}-x" => v...}, jsonencode({for k, v in [[1], [2, 3]] : "${k}-x" => v...})], "error") }
resource "terraform_data" "o639" { input = try([slice(range(3), tonumber(null), { a = terraform_data.u.id, b = 2 }), jsonencode(slice(range(3), tonumber(null), { a = terraform_data.u.id, b = 2 }))], "error") }
resource "terraform_data" "o640" { input = try([[var.s, "p"], jsonencode([var.s, "p"])], "error") }
resource "terraform_data" "o641" { input = try([([var.s, "p"] - tolist([terraform_data.u.id])), jsonencode(([var.s, "p"] - tolist([terraform_data.u.id])))], "error") }
resource "terraform_data" "o642" { input = try([regex("[1,2", "TRUE"), jsonencode(regex("[1,2", "TRUE"))], "error") }
resource "terraform_data" "o643" { input = try([{for k, v in [var.s, "p"] : "c" => v...}, jsonencode({for k, v in [var.s, "p"] : "c" => v...})], "error") }
resource "terraform_data" "o644" { input = try([[for k, v in tolist([{ a = 1 }, { a = 2 }]) : { (k) = v } if v != null], jsonencode([for k, v in tolist([{ a = 1 }, { a = 2 }]) : { (k) = v } if v != null])], "error") }
resource "terraform_data" "o645" { input = try([("\n" * [{ a = 1 }, { b = 2 }]), jsonencode(("\n" * [{ a = 1 }, { b = 2 }]))], "error") }
resource "terraform_data" "o646" { input = try([{for k, v in { "é" = 1, "" = 2 } : "c" => v...}, jsonencode({for k, v in { "é" = 1, "" = 2 } : "c" => v...})], "error") }
resource "terraform_data" "o647" { input = try([{for k, v in true : k => v...}, jsonencode({for k, v in true : k => v...})], "error") }
resource "terraform_data" "o648" { input = try([[for k, v in [1, "a", true] : { (k) = v } ], jsonencode([for k, v in [1, "a", true] : { (k) = v } ])], "error") }
resource "terraform_data" "o649" { input = try([{for k, v in [{ a = 1 }, { b = 2 }] : "c" => v...}, jsonencode({for k, v in [{ a = 1 }, { b = 2 }] : "c" => v...})], "error") }
resource "terraform_data" "o650" { input = try([tomap({ a = "x", b = "y" }).0, jsonencode(tomap({ a = "x", b = "y" }).0)], "error") }
resource "terraform_data" "o651" { input = try([pow(123456789012345678901234567890, tonumber("1e2")), jsonencode(pow(123456789012345678901234567890, tonumber("1e2")))], "error") }
resource "terraform_data" "o652" { input = try([{for k, v in { a = { b = { c = 1 } } } : "c" => v...}, jsonencode({for k, v in { a = { b = { c = 1 } } } : "c" => v...})], "error") }
resource "terraform_data" "o653" { input = try([var.nl[*], jsonencode(var.nl[*])], "error") }
resource "terraform_data" "o654" { input = try([(tobool("true") < "\t\"q\""), jsonencode((tobool("true") < "\t\"q\""))], "error") }
resource "terraform_data" "o655" { input = try(["%{ if false }y%{ else }n%{ endif }", jsonencode("%{ if false }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o656" { input = try([sha256(tonumber("1e2")), jsonencode(sha256(tonumber("1e2")))], "error") }
resource "terraform_data" "o657" { input = try([{ a = 1 }[-1], jsonencode({ a = 1 }[-1])], "error") }
resource "terraform_data" "o658" { input = try([(tonumber("1e2") && tomap({ a = "x", b = "y" })), jsonencode((tonumber("1e2") && tomap({ a = "x", b = "y" })))], "error") }
resource "terraform_data" "o659" { input = try([setunion(tolist([]), toset(["b", "a"])), jsonencode(setunion(tolist([]), toset(["b", "a"])))], "error") }
resource "terraform_data" "o660" { input = try([({ p = var.s } < var.lo), jsonencode(({ p = var.s } < var.lo))], "error") }
resource "terraform_data" "o661" { input = try([matchkeys([{ a = 1 }, { b = 2 }], ["a", null], [1, 1.0, "1"]), jsonencode(matchkeys([{ a = 1 }, { b = 2 }], ["a", null], [1, 1.0, "1"]))], "error") }
resource "terraform_data" "o662" { input = try([formatdate("HH AA Z ZZZZ ZZZZZ", tolist([])...), jsonencode(formatdate("HH AA Z ZZZZ ZZZZZ", tolist([])...))], "error") }
resource "terraform_data" "o663" { input = try([(toset([{ a = 1 }]) && { "é" = 1, "" = 2 }), jsonencode((toset([{ a = 1 }]) && { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o664" { input = try([jsonencode((toset([3, 1, 10]) == ["a", "b"])), jsonencode(jsonencode((toset([3, 1, 10]) == ["a", "b"])))], "error") }
resource "terraform_data" "o665" { input = try([basename("{\"a\":[1,null]}"), jsonencode(basename("{\"a\":[1,null]}"))], "error") }
resource "terraform_data" "o666" { input = try([join("0x1F", [1, 1.0, "1"]), jsonencode(join("0x1F", [1, 1.0, "1"]))], "error") }
resource "terraform_data" "o667" { input = try([chunklist(var.eo, -1), jsonencode(chunklist(var.eo, -1))], "error") }
resource "terraform_data" "o668" { input = try([var.so["a"], jsonencode(var.so["a"])], "error") }
resource "terraform_data" "o669" { input = try([setsubtract(2.5, [null]), jsonencode(setsubtract(2.5, [null]))], "error") }
resource "terraform_data" "o670" { input = try([substr("a.b-c_d", 1, 9007199254740993), jsonencode(substr("a.b-c_d", 1, 9007199254740993))], "error") }
resource "terraform_data" "o671" { input = try([replace("\n", "ß", "a.b-c_d"), jsonencode(replace("\n", "ß", "a.b-c_d"))], "error") }
resource "terraform_data" "o672" { input = try([replace("ǅ", "[1,2", "a.b-c_d"), jsonencode(replace("ǅ", "[1,2", "a.b-c_d"))], "error") }
resource "terraform_data" "o673" { input = try([(tobool("true") ? -7.5 : { "é" = 1, "" = 2 }), jsonencode((tobool("true") ? -7.5 : { "é" = 1, "" = 2 }))], "error") }
resource "terraform_data" "o674" { input = try([(null / "10.0.0.0/8"), jsonencode((null / "10.0.0.0/8"))], "error") }
resource "terraform_data" "o675" { input = try([cidrnetmask(indent(tonumber(null), "[1,2")), jsonencode(cidrnetmask(indent(tonumber(null), "[1,2")))], "error") }
resource "terraform_data" "o676" { input = try([contains([], tomap({ a = "x", b = "y" }), ["a", "b"]), jsonencode(contains([], tomap({ a = "x", b = "y" }), ["a", "b"]))], "error") }
resource "terraform_data" "o677" { input = try([regex(" ", "$${x}"), jsonencode(regex(" ", "$${x}"))], "error") }
resource "terraform_data" "o678" { input = try([("\t\"q\"" / ["a", null]), jsonencode(("\t\"q\"" / ["a", null]))], "error") }
resource "terraform_data" "o679" { input = try([{for k, v in tomap({ a = "x", b = "y" }) : "${k}-x" => v}, jsonencode({for k, v in tomap({ a = "x", b = "y" }) : "${k}-x" => v})], "error") }
resource "terraform_data" "o680" { input = try([{for k, v in { "10" = 1, "9" = 2 } : "c" => v}, jsonencode({for k, v in { "10" = 1, "9" = 2 } : "c" => v})], "error") }
resource "terraform_data" "o681" { input = try([chomp("İi"), jsonencode(chomp("İi"))], "error") }
resource "terraform_data" "o682" { input = try(["%{ for x in -7.5 ~} ${x} %{ endfor }", jsonencode("%{ for x in -7.5 ~} ${x} %{ endfor }")], "error") }
resource "terraform_data" "o683" { input = try([(true ? null : []), jsonencode((true ? null : []))], "error") }
resource "terraform_data" "o684" { input = try([({ p = var.s } ? tobool("true") : null), jsonencode(({ p = var.s } ? tobool("true") : null))], "error") }
resource "terraform_data" "o685" { input = try([floor(tonumber("1e2")), jsonencode(floor(tonumber("1e2")))], "error") }
resource "terraform_data" "o686" { input = try([trimsuffix(" 7 ", null), jsonencode(trimsuffix(" 7 ", null))], "error") }
resource "terraform_data" "o687" { input = try([{for k, v in [1, "a", true] : k => v}, jsonencode({for k, v in [1, "a", true] : k => v})], "error") }
resource "terraform_data" "o688" { input = try([join("null", [null]...), jsonencode(join("null", [null]...))], "error") }
resource "terraform_data" "o689" { input = try([values(textencodebase64("", "UTF-16LE")), jsonencode(values(textencodebase64("", "UTF-16LE")))], "error") }
resource "terraform_data" "o690" { input = try([sort(title("[1,2")), jsonencode(sort(title("[1,2")))], "error") }
resource "terraform_data" "o691" { input = try([base64sha512(parseint("İi", 0.1)), jsonencode(base64sha512(parseint("İi", 0.1)))], "error") }
resource "terraform_data" "o692" { input = try([("x-${terraform_data.u.id}" ? 1 : 1e3), jsonencode(("x-${terraform_data.u.id}" ? 1 : 1e3))], "error") }
resource "terraform_data" "o693" { input = try([sha256("{\"a\":[1,null]}"), jsonencode(sha256("{\"a\":[1,null]}"))], "error") }
resource "terraform_data" "o694" { input = try([cidrsubnets("aGk", 3, -7.5), jsonencode(cidrsubnets("aGk", 3, -7.5))], "error") }
resource "terraform_data" "o695" { input = try([signum(format("%%|%c|%U", false, 0.1)), jsonencode(signum(format("%%|%c|%U", false, 0.1)))], "error") }
resource "terraform_data" "o696" { input = try(["%{ if ["a", "b"] }y%{ else }n%{ endif }", jsonencode("%{ if ["a", "b"] }y%{ else }n%{ endif }")], "error") }
resource "terraform_data" "o697" { input = try([one(toset([3, 1, 10])), jsonencode(one(toset([3, 1, 10])))], "error") }
resource "terraform_data" "o698" { input = try(["a,b,,c", jsonencode("a,b,,c")], "error") }
resource "terraform_data" "o699" { input = try([(true ? null : null), jsonencode((true ? null : null))], "error") }
