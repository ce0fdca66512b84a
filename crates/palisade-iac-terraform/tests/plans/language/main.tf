module "a" {
  source = "./m"
  conf = {
    name  = "x"
    inner = {}
    items = [{ port = 80 }, { port = "81", proto = "udp" }]
    maps  = { a = {}, b = { on = false } }
    null1 = null
  }
  nn    = null
  nndef = null
  any   = [1, "a", true]
  tup   = ["a", 2]
  set   = ["b", "a", "b"]
  num   = "12"
  str   = 5
  anyl  = ["a", 1]
  anym  = { a = 1, b = "x" }
}
locals {
  nothing  = null
  single   = { a = 1 }
  many     = [{ a = 1 }, { a = 2 }]
  tpl      = "hi $${name}: %%{ if n > 1 }many%%{ else }one%%{ endif }"
  tpl2     = "$${join(\",\", [for x in xs : upper(x)])}"
  heredoc  = <<-EOT
    a
      b
    %{for x in ["p", "q"]~}
    - ${x}
    %{endfor~}
    end
  EOT
  heredoc2 = <<EOT
raw "quotes" \n $${x} %%{y}
EOT
  esc      = "a\tb\u00e9\U0001F600\"\\"
  deep     = { a = [{ b = { c = [1, 2, 3] } }] }
  legacy   = [["x", "y"], ["z"]]
  long     = 12345678901234567890123
  frac     = 0.1
  group    = { for p in [["a", 1], ["b", 2], ["a", 3]] : p[0] => p[1]... }
  objkey   = { (local.esc) = 1, "x y" = 2, z : 3 }
  forif    = [for i, v in ["a", "b", "c"] : "${i}${v}" if i != 1]
}

resource "terraform_data" "t0" {
  input = try([module.a.all.conf], "error")
}

resource "terraform_data" "t1" {
  input = try([module.a.all.nn], "error")
}

resource "terraform_data" "t2" {
  input = try([module.a.all.nndef], "error")
}

resource "terraform_data" "t3" {
  input = try([module.a.all.any], "error")
}

resource "terraform_data" "t4" {
  input = try([module.a.all.tup], "error")
}

resource "terraform_data" "t5" {
  input = try([module.a.all.set], "error")
}

resource "terraform_data" "t6" {
  input = try([module.a.all.num], "error")
}

resource "terraform_data" "t7" {
  input = try([module.a.all.str], "error")
}

resource "terraform_data" "t8" {
  input = try([module.a.all.anyl], "error")
}

resource "terraform_data" "t9" {
  input = try([module.a.all.anym], "error")
}

resource "terraform_data" "t10" {
  input = try([module.a.all.dobj], "error")
}

resource "terraform_data" "t11" {
  input = try([local.nothing[*]], "error")
}

resource "terraform_data" "t12" {
  input = try([local.single[*]], "error")
}

resource "terraform_data" "t13" {
  input = try([local.single[*].a], "error")
}

resource "terraform_data" "t14" {
  input = try([local.many[*].a], "error")
}

resource "terraform_data" "t15" {
  input = try([local.many.*.a], "error")
}

resource "terraform_data" "t16" {
  input = try([local.single.*.a], "error")
}

resource "terraform_data" "t17" {
  input = try([local.nothing.*.a], "error")
}

resource "terraform_data" "t18" {
  input = try(["x"[*]], "error")
}

resource "terraform_data" "t19" {
  input = try([toset(["a"])[*]], "error")
}

resource "terraform_data" "t20" {
  input = try([local.legacy[0][1]], "error")
}

resource "terraform_data" "t21" {
  input = try([local.deep.a[0].b.c[-1]], "error")
}

resource "terraform_data" "t22" {
  input = try([local.deep.a.0.b.c.2], "error")
}

resource "terraform_data" "t23" {
  input = try([local.deep["a"][0]["b"].c], "error")
}

resource "terraform_data" "t24" {
  input = try([templatestring(local.tpl, { name = "bob", n = 2 })], "error")
}

resource "terraform_data" "t25" {
  input = try([templatestring(local.tpl, { name = "bob", n = 1 })], "error")
}

resource "terraform_data" "t26" {
  input = try([templatestring(local.tpl2, { xs = ["a", "b"] })], "error")
}

resource "terraform_data" "t27" {
  input = try([templatestring(local.tpl, { name = "bob" })], "error")
}

resource "terraform_data" "t28" {
  input = try([local.heredoc], "error")
}

resource "terraform_data" "t29" {
  input = try([local.heredoc2], "error")
}

resource "terraform_data" "t30" {
  input = try([local.esc], "error")
}

resource "terraform_data" "t31" {
  input = try([local.long], "error")
}

resource "terraform_data" "t32" {
  input = try([local.frac], "error")
}

resource "terraform_data" "t33" {
  input = try([local.group], "error")
}

resource "terraform_data" "t34" {
  input = try([local.objkey], "error")
}

resource "terraform_data" "t35" {
  input = try([local.forif], "error")
}

resource "terraform_data" "t36" {
  input = try([{ for k, v in { b = 1, a = 2 } : k => v }], "error")
}

resource "terraform_data" "t37" {
  input = try([[for k, v in { b = 1, a = 2 } : k]], "error")
}

resource "terraform_data" "t38" {
  input = try([[for s in toset(["b", "a"]) : s]], "error")
}

resource "terraform_data" "t39" {
  input = try([{ for s in ["a", "a"] : s => 1 }], "error")
}

resource "terraform_data" "t40" {
  input = try([[for x in null : x]], "error")
}

resource "terraform_data" "t41" {
  input = try([[for x in "abc" : x]], "error")
}

resource "terraform_data" "t42" {
  input = try(["${1}"], "error")
}

resource "terraform_data" "t43" {
  input = try(["${true}"], "error")
}

resource "terraform_data" "t44" {
  input = try(["${null}"], "error")
}

resource "terraform_data" "t45" {
  input = try(["${[1]}"], "error")
}

resource "terraform_data" "t46" {
  input = try(["a${null}b"], "error")
}

resource "terraform_data" "t47" {
  input = try(["%{if true}x%{endif}"], "error")
}

resource "terraform_data" "t48" {
  input = try(["%{for i, x in ["a", "b"]}${i}=${x};%{endfor}"], "error")
}

resource "terraform_data" "t49" {
  input = try(["  %{~if true~}  x  %{~endif~}  "], "error")
}

resource "terraform_data" "t50" {
  input = try(["$${x} %%{y} $x %y $$ %%"], "error")
}

resource "terraform_data" "t51" {
  input = try([1 == 1.0], "error")
}

resource "terraform_data" "t52" {
  input = try(["1" == 1], "error")
}

resource "terraform_data" "t53" {
  input = try([1 == "1"], "error")
}

resource "terraform_data" "t54" {
  input = try([[1] == tolist([1])], "error")
}

resource "terraform_data" "t55" {
  input = try([{ a = 1 } == { a = 1 }], "error")
}

resource "terraform_data" "t56" {
  input = try([{ a = 1 } == tomap({ a = 1 })], "error")
}

resource "terraform_data" "t57" {
  input = try([null == null], "error")
}

resource "terraform_data" "t58" {
  input = try([[] == []], "error")
}

resource "terraform_data" "t59" {
  input = try([toset([]) == toset([])], "error")
}

resource "terraform_data" "t60" {
  input = try([!true || false && true], "error")
}

resource "terraform_data" "t61" {
  input = try([1 + 2 * 3 - 4 / 2 % 3], "error")
}

resource "terraform_data" "t62" {
  input = try([-5 % 3], "error")
}

resource "terraform_data" "t63" {
  input = try([5 % -3], "error")
}

resource "terraform_data" "t64" {
  input = try([7.5 % 2], "error")
}

resource "terraform_data" "t65" {
  input = try([-(-1)], "error")
}

resource "terraform_data" "t66" {
  input = try([!!true], "error")
}

resource "terraform_data" "t67" {
  input = try([1 < 2 && 2 < 3], "error")
}

resource "terraform_data" "t68" {
  input = try(["a" < "b"], "error")
}

resource "terraform_data" "t69" {
  input = try(["10" + 5], "error")
}

resource "terraform_data" "t70" {
  input = try([true + 1], "error")
}

resource "terraform_data" "t71" {
  input = try([null + 1], "error")
}

resource "terraform_data" "t72" {
  input = try([0 / 0], "error")
}

resource "terraform_data" "t73" {
  input = try([true ? "a" : 1], "error")
}

resource "terraform_data" "t74" {
  input = try([false ? [] : ["a"]], "error")
}

resource "terraform_data" "t75" {
  input = try([true ? null : "a"], "error")
}

resource "terraform_data" "t76" {
  input = try([true ? { a = 1 } : {}], "error")
}

resource "terraform_data" "t77" {
  input = try([true ? { a = 1 } : { b = "x" }], "error")
}

resource "terraform_data" "t78" {
  input = try([true ? [1, 2] : ["x"]], "error")
}

resource "terraform_data" "t79" {
  input = try([true ? tolist([]) : ["x"]], "error")
}

resource "terraform_data" "t80" {
  input = try([null ? 1 : 2], "error")
}

resource "terraform_data" "t81" {
  input = try(["true" ? 1 : 2], "error")
}

resource "terraform_data" "t82" {
  input = try(["yes" ? 1 : 2], "error")
}

resource "terraform_data" "t83" {
  input = try([1 ? 1 : 2], "error")
}

resource "terraform_data" "t84" {
  input = try([try([][0], null, "x")], "error")
}

resource "terraform_data" "t85" {
  input = try([try(null.a, "x")], "error")
}

resource "terraform_data" "t86" {
  input = try([can(null.a)], "error")
}

resource "terraform_data" "t87" {
  input = try([coalesce(null, "", "a")], "error")
}

resource "terraform_data" "t88" {
  input = try([coalesce("", null)], "error")
}

resource "terraform_data" "t89" {
  input = try([lookup({ a = 1 }, "b", "d")], "error")
}

resource "terraform_data" "t90" {
  input = try([lookup({ a = 1 }, "b")], "error")
}

resource "terraform_data" "t91" {
  input = try([element([], 0)], "error")
}

resource "terraform_data" "t92" {
  input = try([element(["a", "b"], -1)], "error")
}

resource "terraform_data" "t93" {
  input = try([element(["a", "b"], 5)], "error")
}

resource "terraform_data" "t94" {
  input = try([merge({ a = 1 }, null, { b = 2 })], "error")
}

resource "terraform_data" "t95" {
  input = try([merge([], {})], "error")
}

resource "terraform_data" "t96" {
  input = try([concat([1], ["a"], tolist(["x"]))], "error")
}

resource "terraform_data" "t97" {
  input = try([flatten([["a"], [["b"], "c"], []])], "error")
}

resource "terraform_data" "t98" {
  input = try([zipmap(["a", "b"], [1, "x"])], "error")
}

resource "terraform_data" "t99" {
  input = try([zipmap(["a"], [1, 2])], "error")
}

resource "terraform_data" "t100" {
  input = try([keys({ b = 1, a = 2 })], "error")
}

resource "terraform_data" "t101" {
  input = try([values({ b = 1, a = 2 })], "error")
}

resource "terraform_data" "t102" {
  input = try([setproduct(["a", "b"], [1, 2])], "error")
}

resource "terraform_data" "t103" {
  input = try([setproduct([], ["a"])], "error")
}

resource "terraform_data" "t104" {
  input = try([toset(["a", 1, true])], "error")
}

resource "terraform_data" "t105" {
  input = try([toset([1, "1"])], "error")
}

resource "terraform_data" "t106" {
  input = try([tomap({ a = 1, b = "x" })], "error")
}

resource "terraform_data" "t107" {
  input = try([tomap({ a = 1, b = [] })], "error")
}

resource "terraform_data" "t108" {
  input = try([tolist(["a", 1, null])], "error")
}

resource "terraform_data" "t109" {
  input = try([tolist([{ a = 1 }, { a = "x" }])], "error")
}

resource "terraform_data" "t110" {
  input = try([tolist([{ a = 1 }, { b = "x" }])], "error")
}

resource "terraform_data" "t111" {
  input = try([type("x") == type("y")], "error")
}

resource "terraform_data" "t112" {
  input = try([tonumber("0x10")], "error")
}

resource "terraform_data" "t113" {
  input = try([tonumber("1e3")], "error")
}

resource "terraform_data" "t114" {
  input = try([tonumber(" 1")], "error")
}

resource "terraform_data" "t115" {
  input = try([tonumber("")], "error")
}

resource "terraform_data" "t116" {
  input = try([tobool("TRUE")], "error")
}

resource "terraform_data" "t117" {
  input = try([tobool(1)], "error")
}

resource "terraform_data" "t118" {
  input = try([tostring(null)], "error")
}

resource "terraform_data" "t119" {
  input = try([tostring([])], "error")
}

resource "terraform_data" "t120" {
  input = try([tostring(1.50)], "error")
}

resource "terraform_data" "t121" {
  input = try([tostring(1e100)], "error")
}

resource "terraform_data" "t122" {
  input = try([tostring(0.1 + 0.2)], "error")
}

resource "terraform_data" "t123" {
  input = try([format("%s", null)], "error")
}

resource "terraform_data" "t124" {
  input = try([format("%v", [1, null, { a = "b" }])], "error")
}

resource "terraform_data" "t125" {
  input = try([format("%05.1f|%-5s|%5s|%x|%X|%o|%b|%e|%q|%t", 3.14159, "a", "b", 255, 255, 8, 5, 12345.678, "q\"", true)], "error")
}

resource "terraform_data" "t126" {
  input = try([format("%d", 1.5)], "error")
}

resource "terraform_data" "t127" {
  input = try([format("%s %s", "a")], "error")
}

resource "terraform_data" "t128" {
  input = try([format("%%")], "error")
}

resource "terraform_data" "t129" {
  input = try([format("%[2]s %[1]s", "a", "b")], "error")
}

resource "terraform_data" "t130" {
  input = try([formatlist("%s-%s", ["a", "b"], "x")], "error")
}

resource "terraform_data" "t131" {
  input = try([formatlist("%s-%s", ["a", "b"], ["x"])], "error")
}

resource "terraform_data" "t132" {
  input = try([join(",", ["a", 1, true])], "error")
}

resource "terraform_data" "t133" {
  input = try([join(",", [null])], "error")
}

resource "terraform_data" "t134" {
  input = try([split(",", "a,b,,c")], "error")
}

resource "terraform_data" "t135" {
  input = try([substr("héllo", 1, 3)], "error")
}

resource "terraform_data" "t136" {
  input = try([substr("hello", -3, -1)], "error")
}

resource "terraform_data" "t137" {
  input = try([replace("a.b.c", ".", "-")], "error")
}

resource "terraform_data" "t138" {
  input = try([replace("abc", "/(b)/", "[$1]")], "error")
}

resource "terraform_data" "t139" {
  input = try([regex("(\\d+)-(?P<x>\\w+)", "12-ab")], "error")
}

resource "terraform_data" "t140" {
  input = try([regex("^(\\w)(\\w)?$", "a")], "error")
}

resource "terraform_data" "t141" {
  input = try([regexall("\\d", "a1b2")], "error")
}

resource "terraform_data" "t142" {
  input = try([regex("x", "abc")], "error")
}

resource "terraform_data" "t143" {
  input = try([trimsuffix("abcc", "c")], "error")
}

resource "terraform_data" "t144" {
  input = try([trim("  a ", " ")], "error")
}

resource "terraform_data" "t145" {
  input = try([title("hello wORLD")], "error")
}

resource "terraform_data" "t146" {
  input = try([indent(2, "a\nb\n\nc")], "error")
}

resource "terraform_data" "t147" {
  input = try([chomp("a\r\n\n")], "error")
}

resource "terraform_data" "t148" {
  input = try([strrev("abc")], "error")
}

resource "terraform_data" "t149" {
  input = try([upper("straße")], "error")
}

resource "terraform_data" "t150" {
  input = try([cidrhost("10.0.0.0/8", -1)], "error")
}

resource "terraform_data" "t151" {
  input = try([cidrsubnet("fd00::/8", 8, 3)], "error")
}

resource "terraform_data" "t152" {
  input = try([cidrnetmask("10.0.0.0/12")], "error")
}

resource "terraform_data" "t153" {
  input = try([cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)], "error")
}

resource "terraform_data" "t154" {
  input = try([jsonencode({ b = null, a = [1, "x"], c = "<&>" })], "error")
}

resource "terraform_data" "t155" {
  input = try([jsondecode("{\"a\": 1.0, \"b\": [null, true]}")], "error")
}

resource "terraform_data" "t156" {
  input = try([jsondecode("nope")], "error")
}

resource "terraform_data" "t157" {
  input = try([yamlencode({ a = [1, { b = "x" }], c = "multi\nline" })], "error")
}

resource "terraform_data" "t158" {
  input = try([csvdecode("a,b\n1,2\n3,\"x,y\"")], "error")
}

resource "terraform_data" "t159" {
  input = try([csvdecode("a,a\n1,2")], "error")
}

resource "terraform_data" "t160" {
  input = try([urlencode("a b/c?d=é")], "error")
}

resource "terraform_data" "t161" {
  input = try([base64encode("héllo")], "error")
}

resource "terraform_data" "t162" {
  input = try([base64decode("aGk=")], "error")
}

resource "terraform_data" "t163" {
  input = try([base64decode("//8=")], "error")
}

resource "terraform_data" "t164" {
  input = try([md5("a")], "error")
}

resource "terraform_data" "t165" {
  input = try([sha256("a")], "error")
}

resource "terraform_data" "t166" {
  input = try([base64sha256("a")], "error")
}

resource "terraform_data" "t167" {
  input = try([uuidv5("dns", "example.com")], "error")
}

resource "terraform_data" "t168" {
  input = try([parseint("ff", 16)], "error")
}

resource "terraform_data" "t169" {
  input = try([parseint("zz", 10)], "error")
}

resource "terraform_data" "t170" {
  input = try([pow(2, 10)], "error")
}

resource "terraform_data" "t171" {
  input = try([log(100, 10)], "error")
}

resource "terraform_data" "t172" {
  input = try([signum(-3)], "error")
}

resource "terraform_data" "t173" {
  input = try([ceil(1.2)], "error")
}

resource "terraform_data" "t174" {
  input = try([floor(-1.2)], "error")
}

resource "terraform_data" "t175" {
  input = try([abs(-1.5)], "error")
}

resource "terraform_data" "t176" {
  input = try([max(1, "3", 2)], "error")
}

resource "terraform_data" "t177" {
  input = try([min([1, 2]...)], "error")
}

resource "terraform_data" "t178" {
  input = try([max([]...)], "error")
}

resource "terraform_data" "t179" {
  input = try([sum([1, "2", 3.5])], "error")
}

resource "terraform_data" "t180" {
  input = try([sum([])], "error")
}

resource "terraform_data" "t181" {
  input = try([range(3)], "error")
}

resource "terraform_data" "t182" {
  input = try([range(1, 4)], "error")
}

resource "terraform_data" "t183" {
  input = try([range(10, 0, -3)], "error")
}

resource "terraform_data" "t184" {
  input = try([range(0)], "error")
}

resource "terraform_data" "t185" {
  input = try([slice(["a", "b", "c"], 1, 2)], "error")
}

resource "terraform_data" "t186" {
  input = try([slice(["a"], 0, 5)], "error")
}

resource "terraform_data" "t187" {
  input = try([sort(["b", "a", "B", "10", "9"])], "error")
}

resource "terraform_data" "t188" {
  input = try([reverse(["a", "b"])], "error")
}

resource "terraform_data" "t189" {
  input = try([distinct(["a", "b", "a"])], "error")
}

resource "terraform_data" "t190" {
  input = try([compact(["a", "", null, "b"])], "error")
}

resource "terraform_data" "t191" {
  input = try([contains(["a"], "a")], "error")
}

resource "terraform_data" "t192" {
  input = try([contains([1, 2], "1")], "error")
}

resource "terraform_data" "t193" {
  input = try([index(["a", "b"], "b")], "error")
}

resource "terraform_data" "t194" {
  input = try([index(["a"], "z")], "error")
}

resource "terraform_data" "t195" {
  input = try([matchkeys(["a", "b"], ["x", "y"], ["y"])], "error")
}

resource "terraform_data" "t196" {
  input = try([transpose({ a = ["x", "y"], b = ["x"] })], "error")
}

resource "terraform_data" "t197" {
  input = try([chunklist(["a", "b", "c"], 2)], "error")
}

resource "terraform_data" "t198" {
  input = try([one([])], "error")
}

resource "terraform_data" "t199" {
  input = try([one(["a"])], "error")
}

resource "terraform_data" "t200" {
  input = try([one(["a", "b"])], "error")
}

resource "terraform_data" "t201" {
  input = try([alltrue([])], "error")
}

resource "terraform_data" "t202" {
  input = try([alltrue([true, "false"])], "error")
}

resource "terraform_data" "t203" {
  input = try([alltrue([true, null])], "error")
}

resource "terraform_data" "t204" {
  input = try([anytrue([])], "error")
}

resource "terraform_data" "t205" {
  input = try([timeadd("2020-01-01T00:00:00Z", "36h30m")], "error")
}

resource "terraform_data" "t206" {
  input = try([timecmp("2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00")], "error")
}

resource "terraform_data" "t207" {
  input = try([formatdate("YYYY-MM-DD'T'hh:mm:ssZ", "2020-02-29T23:59:59+02:00")], "error")
}

resource "terraform_data" "t208" {
  input = try([basename("/a/b.txt")], "error")
}

resource "terraform_data" "t209" {
  input = try([dirname("/a/b.txt")], "error")
}

resource "terraform_data" "t210" {
  input = try([pathexpand("/x")], "error")
}

resource "terraform_data" "t211" {
  input = try([fileexists("nope")], "error")
}

resource "terraform_data" "t212" {
  input = try([file("nope")], "error")
}

resource "terraform_data" "t213" {
  input = try([sensitive("x") == "x"], "error")
}

resource "terraform_data" "t214" {
  input = try([nonsensitive("x")], "error")
}

resource "terraform_data" "t215" {
  input = try([issensitive("x")], "error")
}

resource "terraform_data" "t216" {
  input = try([ephemeralasnull("x")], "error")
}

resource "terraform_data" "t217" {
  input = try([strcontains("abc", "b")], "error")
}

resource "terraform_data" "t218" {
  input = try([startswith("abc", "a")], "error")
}

resource "terraform_data" "t219" {
  input = try([endswith("abc", "c")], "error")
}

resource "terraform_data" "t220" {
  input = try([path.module], "error")
}

resource "terraform_data" "t221" {
  input = try([path.root], "error")
}

resource "terraform_data" "t222" {
  input = try([terraform.workspace], "error")
}
