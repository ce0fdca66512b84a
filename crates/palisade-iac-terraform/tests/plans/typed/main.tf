resource "terraform_data" "u" {}
resource "terraform_data" "c" {
  count = 2
}
resource "terraform_data" "w" {
  input = { list = ["a"], id = terraform_data.u.id }
}
variable "bool" {
  type    = bool
  default = true
}
locals {
  id     = terraform_data.u.id
  text   = "pre-${terraform_data.u.id}"
  num    = length(terraform_data.u.id)
  cond   = terraform_data.u.id == "x"
  list   = tolist([terraform_data.u.id, "b"])
  set    = toset([terraform_data.u.id, "b"])
  ulist  = split(",", terraform_data.u.id)
  uset   = toset(split(",", terraform_data.u.id))
  umap   = { for x in split(",", terraform_data.u.id) : x => 1 }
  object = { a = terraform_data.u.id, b = 1 }
  choice = local.cond ? "a" : "b"
  numc   = local.cond ? 1 : 2
  nullc  = local.cond ? null : "b"
  listc  = local.cond ? ["a", "b"] : ["c", "d"]
  listd  = local.cond ? ["a"] : ["c", "d"]
  objc   = local.cond ? { a = 1 } : { a = 2 }
  mapc   = local.cond ? tomap({ a = 1 }) : tomap({ a = 2, b = 3 })
  mod    = module.typed
}
module "typed" {
  source = "./m"
  text   = terraform_data.u.id
  list   = split(",", terraform_data.u.id)
  object = { a = terraform_data.u.id }
  number = length(terraform_data.u.id)
  bool   = terraform_data.u.id == "x"
  any    = terraform_data.u.id
  nn     = terraform_data.u.id
}

resource "terraform_data" "t0" {
  input = try([local.id == null], "error")
}

resource "terraform_data" "t1" {
  input = try([local.id != null], "error")
}

resource "terraform_data" "t2" {
  input = try([local.text == null], "error")
}

resource "terraform_data" "t3" {
  input = try([local.num == null], "error")
}

resource "terraform_data" "t4" {
  input = try([local.cond == null], "error")
}

resource "terraform_data" "t5" {
  input = try([local.list == null], "error")
}

resource "terraform_data" "t6" {
  input = try([local.ulist == null], "error")
}

resource "terraform_data" "t7" {
  input = try([local.uset == null], "error")
}

resource "terraform_data" "t8" {
  input = try([local.umap == null], "error")
}

resource "terraform_data" "t9" {
  input = try([local.choice == null], "error")
}

resource "terraform_data" "t10" {
  input = try([local.numc == null], "error")
}

resource "terraform_data" "t11" {
  input = try([local.nullc == null], "error")
}

resource "terraform_data" "t12" {
  input = try([local.listc == null], "error")
}

resource "terraform_data" "t13" {
  input = try([local.text == "other"], "error")
}

resource "terraform_data" "t14" {
  input = try([local.text == "pre-x"], "error")
}

resource "terraform_data" "t15" {
  input = try([local.text == "pre"], "error")
}

resource "terraform_data" "t16" {
  input = try([local.text == ""], "error")
}

resource "terraform_data" "t17" {
  input = try([local.text != "zzz"], "error")
}

resource "terraform_data" "t18" {
  input = try([startswith(local.text, "pre")], "error")
}

resource "terraform_data" "t19" {
  input = try([startswith(local.text, "pre-x")], "error")
}

resource "terraform_data" "t20" {
  input = try([startswith(local.text, "foo")], "error")
}

resource "terraform_data" "t21" {
  input = try([endswith(local.text, "e")], "error")
}

resource "terraform_data" "t22" {
  input = try([strcontains(local.text, "pre")], "error")
}

resource "terraform_data" "t23" {
  input = try([length(local.text) > 0], "error")
}

resource "terraform_data" "t24" {
  input = try([length(local.text) >= 4], "error")
}

resource "terraform_data" "t25" {
  input = try([length(local.id) >= 0], "error")
}

resource "terraform_data" "t26" {
  input = try([local.num >= 0], "error")
}

resource "terraform_data" "t27" {
  input = try([local.num < 0], "error")
}

resource "terraform_data" "t28" {
  input = try([length(local.set)], "error")
}

resource "terraform_data" "t29" {
  input = try([length(local.set) > 0], "error")
}

resource "terraform_data" "t30" {
  input = try([length(local.set) > 2], "error")
}

resource "terraform_data" "t31" {
  input = try([length(local.set) == 0], "error")
}

resource "terraform_data" "t32" {
  input = try([length(local.set) <= 2], "error")
}

resource "terraform_data" "t33" {
  input = try([length(local.uset) >= 0], "error")
}

resource "terraform_data" "t34" {
  input = try([length(local.ulist) >= 0], "error")
}

resource "terraform_data" "t35" {
  input = try([length(local.ulist) < 0], "error")
}

resource "terraform_data" "t36" {
  input = try([length(local.list)], "error")
}

resource "terraform_data" "t37" {
  input = try([length(local.umap) >= 0], "error")
}

resource "terraform_data" "t38" {
  input = try([length(local.listc)], "error")
}

resource "terraform_data" "t39" {
  input = try([length(local.listd)], "error")
}

resource "terraform_data" "t40" {
  input = try([length(local.listd) > 0], "error")
}

resource "terraform_data" "t41" {
  input = try([length(local.mapc)], "error")
}

resource "terraform_data" "t42" {
  input = try([length(local.objc)], "error")
}

resource "terraform_data" "t43" {
  input = try([local.id.foo], "error")
}

resource "terraform_data" "t44" {
  input = try([local.text.foo], "error")
}

resource "terraform_data" "t45" {
  input = try([local.num.foo], "error")
}

resource "terraform_data" "t46" {
  input = try([local.cond[0]], "error")
}

resource "terraform_data" "t47" {
  input = try([local.id[0]], "error")
}

resource "terraform_data" "t48" {
  input = try([local.ulist.foo], "error")
}

resource "terraform_data" "t49" {
  input = try([local.ulist[0]], "error")
}

resource "terraform_data" "t50" {
  input = try([local.ulist["a"]], "error")
}

resource "terraform_data" "t51" {
  input = try([local.umap.foo], "error")
}

resource "terraform_data" "t52" {
  input = try([local.umap["x"]], "error")
}

resource "terraform_data" "t53" {
  input = try([local.umap[0]], "error")
}

resource "terraform_data" "t54" {
  input = try([local.object.zzz], "error")
}

resource "terraform_data" "t55" {
  input = try([local.objc.a], "error")
}

resource "terraform_data" "t56" {
  input = try([local.objc.zzz], "error")
}

resource "terraform_data" "t57" {
  input = try([local.listc[0]], "error")
}

resource "terraform_data" "t58" {
  input = try([local.listc[5]], "error")
}

resource "terraform_data" "t59" {
  input = try([local.listd[5]], "error")
}

resource "terraform_data" "t60" {
  input = try([local.mapc.zzz], "error")
}

resource "terraform_data" "t61" {
  input = try([local.id + 1], "error")
}

resource "terraform_data" "t62" {
  input = try([local.id && true], "error")
}

resource "terraform_data" "t63" {
  input = try([!local.id], "error")
}

resource "terraform_data" "t64" {
  input = try([-local.id], "error")
}

resource "terraform_data" "t65" {
  input = try([local.num + 1], "error")
}

resource "terraform_data" "t66" {
  input = try([local.num && true], "error")
}

resource "terraform_data" "t67" {
  input = try([!local.num], "error")
}

resource "terraform_data" "t68" {
  input = try([local.cond + 1], "error")
}

resource "terraform_data" "t69" {
  input = try([-local.cond], "error")
}

resource "terraform_data" "t70" {
  input = try([local.text + 1], "error")
}

resource "terraform_data" "t71" {
  input = try([local.text && true], "error")
}

resource "terraform_data" "t72" {
  input = try([tonumber(local.text)], "error")
}

resource "terraform_data" "t73" {
  input = try([tobool(local.text)], "error")
}

resource "terraform_data" "t74" {
  input = try([tobool(local.num)], "error")
}

resource "terraform_data" "t75" {
  input = try([tobool(local.cond)], "error")
}

resource "terraform_data" "t76" {
  input = try([tonumber(local.cond)], "error")
}

resource "terraform_data" "t77" {
  input = try([tostring(local.cond)], "error")
}

resource "terraform_data" "t78" {
  input = try([tolist(local.id)], "error")
}

resource "terraform_data" "t79" {
  input = try([toset(local.ulist)], "error")
}

resource "terraform_data" "t80" {
  input = try([tolist(local.uset)], "error")
}

resource "terraform_data" "t81" {
  input = try([tomap(local.umap)], "error")
}

resource "terraform_data" "t82" {
  input = try([tomap(local.ulist)], "error")
}

resource "terraform_data" "t83" {
  input = try([tomap(local.id)], "error")
}

resource "terraform_data" "t84" {
  input = try([toset(local.id)], "error")
}

resource "terraform_data" "t85" {
  input = try([keys(local.id)], "error")
}

resource "terraform_data" "t86" {
  input = try([keys(local.umap)], "error")
}

resource "terraform_data" "t87" {
  input = try([values(local.ulist)], "error")
}

resource "terraform_data" "t88" {
  input = try([length(local.num)], "error")
}

resource "terraform_data" "t89" {
  input = try([length(local.cond)], "error")
}

resource "terraform_data" "t90" {
  input = try([upper(local.num)], "error")
}

resource "terraform_data" "t91" {
  input = try([upper(local.ulist)], "error")
}

resource "terraform_data" "t92" {
  input = try([flatten([local.id])], "error")
}

resource "terraform_data" "t93" {
  input = try([flatten([local.id, ["b"]])], "error")
}

resource "terraform_data" "t94" {
  input = try([flatten([local.ulist, ["b"]])], "error")
}

resource "terraform_data" "t95" {
  input = try([flatten([local.num, local.cond])], "error")
}

resource "terraform_data" "t96" {
  input = try([flatten([local.uset])], "error")
}

resource "terraform_data" "t97" {
  input = try([flatten([local.object.a, [local.text]])], "error")
}

resource "terraform_data" "t98" {
  input = try([concat(local.ulist, ["b"])], "error")
}

resource "terraform_data" "t99" {
  input = try([concat(local.id, ["b"])], "error")
}

resource "terraform_data" "t100" {
  input = try([concat(["a"], local.num)], "error")
}

resource "terraform_data" "t101" {
  input = try([merge(local.umap, { a = 1 })], "error")
}

resource "terraform_data" "t102" {
  input = try([merge(local.id, { a = 1 })], "error")
}

resource "terraform_data" "t103" {
  input = try([merge(local.ulist, {})], "error")
}

resource "terraform_data" "t104" {
  input = try([join(",", local.id)], "error")
}

resource "terraform_data" "t105" {
  input = try([join(local.num, ["a", "b"])], "error")
}

resource "terraform_data" "t106" {
  input = try([[for x in local.id : x]], "error")
}

resource "terraform_data" "t107" {
  input = try([[for x in local.ulist : upper(x)]], "error")
}

resource "terraform_data" "t108" {
  input = try([[for x in local.ulist : x.foo]], "error")
}

resource "terraform_data" "t109" {
  input = try([[for k, v in local.umap : k]], "error")
}

resource "terraform_data" "t110" {
  input = try([[for x in local.num : x]], "error")
}

resource "terraform_data" "t111" {
  input = try([{ for x in local.ulist : x => 1 }], "error")
}

resource "terraform_data" "t112" {
  input = try([local.ulist[*]], "error")
}

resource "terraform_data" "t113" {
  input = try([local.id[*]], "error")
}

resource "terraform_data" "t114" {
  input = try([local.ulist[*].foo], "error")
}

resource "terraform_data" "t115" {
  input = try([local.cond ? 1 : "a"], "error")
}

resource "terraform_data" "t116" {
  input = try([local.cond ? [1] : ["a"]], "error")
}

resource "terraform_data" "t117" {
  input = try([local.cond ? { a = 1 } : { b = 2 }], "error")
}

resource "terraform_data" "t118" {
  input = try([local.cond ? 1 : [2]], "error")
}

resource "terraform_data" "t119" {
  input = try([local.cond ? null : null], "error")
}

resource "terraform_data" "t120" {
  input = try([local.cond ? true : "true"], "error")
}

resource "terraform_data" "t121" {
  input = try([[local.nullc == "b"]], "error")
}

resource "terraform_data" "t122" {
  input = try([coalesce(local.id, "x")], "error")
}

resource "terraform_data" "t123" {
  input = try([coalesce(null, local.id)], "error")
}

resource "terraform_data" "t124" {
  input = try([coalesce("", local.text)], "error")
}

resource "terraform_data" "t125" {
  input = try([coalesce(local.num, "x")], "error")
}

resource "terraform_data" "t126" {
  input = try([coalesce(local.id, ["x"])], "error")
}

resource "terraform_data" "t127" {
  input = try([coalescelist(local.ulist, ["x"])], "error")
}

resource "terraform_data" "t128" {
  input = try([element(local.ulist, 0)], "error")
}

resource "terraform_data" "t129" {
  input = try([element(local.id, 0)], "error")
}

resource "terraform_data" "t130" {
  input = try([element(local.list, 1)], "error")
}

resource "terraform_data" "t131" {
  input = try([element(local.list, 3)], "error")
}

resource "terraform_data" "t132" {
  input = try([index(local.list, "b")], "error")
}

resource "terraform_data" "t133" {
  input = try([contains(local.list, "b")], "error")
}

resource "terraform_data" "t134" {
  input = try([contains(local.set, "b")], "error")
}

resource "terraform_data" "t135" {
  input = try([contains(local.uset, "b")], "error")
}

resource "terraform_data" "t136" {
  input = try([contains(local.id, "b")], "error")
}

resource "terraform_data" "t137" {
  input = try([can(local.id.foo)], "error")
}

resource "terraform_data" "t138" {
  input = try([can(local.ulist[0])], "error")
}

resource "terraform_data" "t139" {
  input = try([can(local.ulist.foo)], "error")
}

resource "terraform_data" "t140" {
  input = try([can(tonumber(local.text))], "error")
}

resource "terraform_data" "t141" {
  input = try([can(tonumber(local.id))], "error")
}

resource "terraform_data" "t142" {
  input = try([can(tobool(local.num))], "error")
}

resource "terraform_data" "t143" {
  input = try([can(regex("a", local.id))], "error")
}

resource "terraform_data" "t144" {
  input = try([can(local.object.zzz)], "error")
}

resource "terraform_data" "t145" {
  input = try([can(local.umap.zzz)], "error")
}

resource "terraform_data" "t146" {
  input = try([try(local.umap.zzz, "fb")], "error")
}

resource "terraform_data" "t147" {
  input = try([try(local.object.zzz, "fb")], "error")
}

resource "terraform_data" "t148" {
  input = try([try(local.id.zzz, "fb")], "error")
}

resource "terraform_data" "t149" {
  input = try([try(local.nullc.zzz, "fb")], "error")
}

resource "terraform_data" "t150" {
  input = try([try(tolist(local.id), ["fb"])], "error")
}

resource "terraform_data" "t151" {
  input = try([try(local.listc[7], "fb")], "error")
}

resource "terraform_data" "t152" {
  input = try([try(local.ulist[0], "fb")], "error")
}

resource "terraform_data" "t153" {
  input = try([try(tonumber(local.id), 5)], "error")
}

resource "terraform_data" "t154" {
  input = try([try(tonumber(local.text), 5)], "error")
}

resource "terraform_data" "t155" {
  input = try(["${local.ulist}"], "error")
}

resource "terraform_data" "t156" {
  input = try(["x${local.object}"], "error")
}

resource "terraform_data" "t157" {
  input = try(["x${local.num}" == "y1"], "error")
}

resource "terraform_data" "t158" {
  input = try(["x${local.num}" == "x1"], "error")
}

resource "terraform_data" "t159" {
  input = try(["x${local.cond}y" == "xtruey"], "error")
}

resource "terraform_data" "t160" {
  input = try(["${local.cond}x" == "falsex"], "error")
}

resource "terraform_data" "t161" {
  input = try([format("a%s", local.id) == "b"], "error")
}

resource "terraform_data" "t162" {
  input = try([format("pre-%s", local.id) == "other"], "error")
}

resource "terraform_data" "t163" {
  input = try([join("-", ["a", local.id]) == "b"], "error")
}

resource "terraform_data" "t164" {
  input = try([upper("a${local.id}") == "b"], "error")
}

resource "terraform_data" "t165" {
  input = try([lower(local.text) == "zzz"], "error")
}

resource "terraform_data" "t166" {
  input = try([trimspace("a${local.id}") == "b"], "error")
}

resource "terraform_data" "t167" {
  input = try([jsonencode({ a = local.id }) == "x"], "error")
}

resource "terraform_data" "t168" {
  input = try([jsonencode(local.id) == "x"], "error")
}

resource "terraform_data" "t169" {
  input = try([jsonencode([local.id]) == null], "error")
}

resource "terraform_data" "t170" {
  input = try([local.object == { a = "x", b = 2 }], "error")
}

resource "terraform_data" "t171" {
  input = try([local.object == { a = "x", b = 1 }], "error")
}

resource "terraform_data" "t172" {
  input = try([local.list == tolist(["x", "c"])], "error")
}

resource "terraform_data" "t173" {
  input = try([local.list == tolist(["x"])], "error")
}

resource "terraform_data" "t174" {
  input = try([local.list == []], "error")
}

resource "terraform_data" "t175" {
  input = try([[local.id, 1] == [local.id, 2]], "error")
}

resource "terraform_data" "t176" {
  input = try([[local.id] == ["a", "b"]], "error")
}

resource "terraform_data" "t177" {
  input = try([local.object == null], "error")
}

resource "terraform_data" "t178" {
  input = try([local.ulist == []], "error")
}

resource "terraform_data" "t179" {
  input = try([local.id == 1], "error")
}

resource "terraform_data" "t180" {
  input = try([local.num == "1"], "error")
}

resource "terraform_data" "t181" {
  input = try([local.id == true], "error")
}

resource "terraform_data" "t182" {
  input = try([local.cond == "true"], "error")
}

resource "terraform_data" "t183" {
  input = try([local.id == ["x"]], "error")
}

resource "terraform_data" "t184" {
  input = try([local.num > "a"], "error")
}

resource "terraform_data" "t185" {
  input = try([local.num > true], "error")
}

resource "terraform_data" "t186" {
  input = try([max(local.num, 1)], "error")
}

resource "terraform_data" "t187" {
  input = try([min(local.num, "a")], "error")
}

resource "terraform_data" "t188" {
  input = try([sum(local.ulist)], "error")
}

resource "terraform_data" "t189" {
  input = try([sum(local.id)], "error")
}

resource "terraform_data" "t190" {
  input = try([range(local.num)], "error")
}

resource "terraform_data" "t191" {
  input = try([range(local.id)], "error")
}

resource "terraform_data" "t192" {
  input = try([sort(local.ulist)], "error")
}

resource "terraform_data" "t193" {
  input = try([sort(local.id)], "error")
}

resource "terraform_data" "t194" {
  input = try([distinct(local.list)], "error")
}

resource "terraform_data" "t195" {
  input = try([reverse(local.ulist)], "error")
}

resource "terraform_data" "t196" {
  input = try([reverse(local.id)], "error")
}

resource "terraform_data" "t197" {
  input = try([slice(local.list, 0, 1)], "error")
}

resource "terraform_data" "t198" {
  input = try([slice(local.ulist, 0, 1)], "error")
}

resource "terraform_data" "t199" {
  input = try([setunion(local.uset, ["a"])], "error")
}

resource "terraform_data" "t200" {
  input = try([setintersection(local.uset, ["a"])], "error")
}

resource "terraform_data" "t201" {
  input = try([setproduct(local.ulist, ["a"])], "error")
}

resource "terraform_data" "t202" {
  input = try([zipmap(["a"], local.ulist)], "error")
}

resource "terraform_data" "t203" {
  input = try([zipmap(local.ulist, ["a"])], "error")
}

resource "terraform_data" "t204" {
  input = try([zipmap(["a"], local.id)], "error")
}

resource "terraform_data" "t205" {
  input = try([lookup(local.umap, "a", 2)], "error")
}

resource "terraform_data" "t206" {
  input = try([lookup(local.object, "a", 2)], "error")
}

resource "terraform_data" "t207" {
  input = try([lookup(local.object, "zzz", 2)], "error")
}

resource "terraform_data" "t208" {
  input = try([lookup(local.id, "zzz", 2)], "error")
}

resource "terraform_data" "t209" {
  input = try([chunklist(local.ulist, 2)], "error")
}

resource "terraform_data" "t210" {
  input = try([cidrsubnet(local.id, 8, 1)], "error")
}

resource "terraform_data" "t211" {
  input = try([cidrsubnet("10.0.0.0/8", local.num, 1)], "error")
}

resource "terraform_data" "t212" {
  input = try([one(local.ulist)], "error")
}

resource "terraform_data" "t213" {
  input = try([one(local.list)], "error")
}

resource "terraform_data" "t214" {
  input = try([one([local.id])], "error")
}

resource "terraform_data" "t215" {
  input = try([one(local.set)], "error")
}

resource "terraform_data" "t216" {
  input = try([one(local.id)], "error")
}

resource "terraform_data" "t217" {
  input = try([alltrue(local.ulist)], "error")
}

resource "terraform_data" "t218" {
  input = try([alltrue([local.cond, false])], "error")
}

resource "terraform_data" "t219" {
  input = try([anytrue([local.cond, true])], "error")
}

resource "terraform_data" "t220" {
  input = try([nonsensitive(local.id)], "error")
}

resource "terraform_data" "t221" {
  input = try([issensitive(local.id)], "error")
}

resource "terraform_data" "t222" {
  input = try([base64decode(local.id)], "error")
}

resource "terraform_data" "t223" {
  input = try([csvdecode(local.id)], "error")
}

resource "terraform_data" "t224" {
  input = try([jsondecode(local.id)], "error")
}

resource "terraform_data" "t225" {
  input = try([jsondecode(local.id).foo], "error")
}

resource "terraform_data" "t226" {
  input = try([yamldecode(local.id)[0]], "error")
}

resource "terraform_data" "t227" {
  input = try([yamldecode(local.id).foo.bar], "error")
}

resource "terraform_data" "t228" {
  input = try([jsondecode(local.id) == null], "error")
}

resource "terraform_data" "t229" {
  input = try([regex("a", local.id)], "error")
}

resource "terraform_data" "t230" {
  input = try([regex("(a)(b)", local.id)], "error")
}

resource "terraform_data" "t231" {
  input = try([regex("(a)(b)", local.id)[5]], "error")
}

resource "terraform_data" "t232" {
  input = try([regex("(?P<x>a)", local.id)], "error")
}

resource "terraform_data" "t233" {
  input = try([regex("(?P<x>a)", local.id).x], "error")
}

resource "terraform_data" "t234" {
  input = try([regex("(?P<x>a)", local.id).y], "error")
}

resource "terraform_data" "t235" {
  input = try([regexall("a", local.id)], "error")
}

resource "terraform_data" "t236" {
  input = try([replace(local.id, "a", "b") == null], "error")
}

resource "terraform_data" "t237" {
  input = try([substr(local.id, 0, 1) == null], "error")
}

resource "terraform_data" "t238" {
  input = try([timestamp() == null], "error")
}

resource "terraform_data" "t239" {
  input = try([formatdate("YYYY", timestamp())], "error")
}

resource "terraform_data" "t240" {
  input = try([timeadd(timestamp(), "1h") == null], "error")
}

resource "terraform_data" "t241" {
  input = try([uuid() == null], "error")
}

resource "terraform_data" "t242" {
  input = try([bcrypt("x") == null], "error")
}

resource "terraform_data" "t243" {
  input = try([transpose(local.umap)], "error")
}

resource "terraform_data" "t244" {
  input = try([matchkeys(local.ulist, ["a"], ["a"])], "error")
}

resource "terraform_data" "t245" {
  input = try([formatlist("a%s", local.ulist)], "error")
}

resource "terraform_data" "t246" {
  input = try([formatlist("a%s", [local.id, "b"])], "error")
}

resource "terraform_data" "t247" {
  input = try([templatestring(local.text, {})], "error")
}

resource "terraform_data" "t248" {
  input = try([local.mod.text], "error")
}

resource "terraform_data" "t249" {
  input = try([local.mod.object], "error")
}

resource "terraform_data" "t250" {
  input = try([local.mod.obj_b], "error")
}

resource "terraform_data" "t251" {
  input = try([local.mod.obj_c], "error")
}

resource "terraform_data" "t252" {
  input = try([local.mod.nn_is_null], "error")
}

resource "terraform_data" "t253" {
  input = try([local.mod.text_is_null], "error")
}

resource "terraform_data" "t254" {
  input = try([local.mod.try_attr], "error")
}

resource "terraform_data" "t255" {
  input = try([local.mod.number + 1], "error")
}

resource "terraform_data" "t256" {
  input = try([local.mod.bool && true], "error")
}

resource "terraform_data" "t257" {
  input = try([tonumber(local.mod.bool)], "error")
}

resource "terraform_data" "t258" {
  input = try([module.typed.object.zzz], "error")
}

resource "terraform_data" "t259" {
  input = try([module.typed.list[0]], "error")
}

resource "terraform_data" "t260" {
  input = try([module.typed.list.zzz], "error")
}

resource "terraform_data" "t261" {
  input = try([terraform_data.u.output], "error")
}

resource "terraform_data" "t262" {
  input = try([terraform_data.u.output.foo], "error")
}

resource "terraform_data" "t263" {
  input = try([terraform_data.u.input], "error")
}

resource "terraform_data" "t264" {
  input = try([terraform_data.u.triggers_replace], "error")
}

resource "terraform_data" "t265" {
  input = try([terraform_data.c[0].id], "error")
}

resource "terraform_data" "t266" {
  input = try([terraform_data.c[5].id], "error")
}

resource "terraform_data" "t267" {
  input = try([terraform_data.c[*].id], "error")
}

resource "terraform_data" "t268" {
  input = try([terraform_data.c[*].zzz], "error")
}

resource "terraform_data" "t269" {
  input = try([length(terraform_data.u)], "error")
}

resource "terraform_data" "t270" {
  input = try([keys(terraform_data.u)], "error")
}

resource "terraform_data" "t271" {
  input = try([terraform_data.u == null], "error")
}

resource "terraform_data" "t272" {
  input = try([terraform_data.w.output], "error")
}

resource "terraform_data" "t273" {
  input = try([terraform_data.w.output.list], "error")
}

resource "terraform_data" "t274" {
  input = try([terraform_data.w.input.id], "error")
}

resource "terraform_data" "t275" {
  input = try([terraform_data.w.input.list[0]], "error")
}

resource "terraform_data" "t276" {
  input = try([terraform_data.w.input.zzz], "error")
}

resource "terraform_data" "t277" {
  input = try([[for r in terraform_data.c : r.id]], "error")
}

resource "terraform_data" "t278" {
  input = try([{ for i, r in terraform_data.c : i => r.id }], "error")
}

resource "terraform_data" "t279" {
  input = try([tostring(terraform_data.u.id)], "error")
}

resource "terraform_data" "t280" {
  input = try([terraform_data.u.id ? 1 : 2], "error")
}

resource "terraform_data" "t281" {
  input = try([local.num ? 1 : 2], "error")
}

resource "terraform_data" "t282" {
  input = try([local.cond ? local.id : "x"], "error")
}

resource "terraform_data" "t283" {
  input = try([local.cond ? local.id : 5], "error")
}

resource "terraform_data" "t284" {
  input = try([local.cond ? local.num : "x"], "error")
}

resource "terraform_data" "t285" {
  input = try([(local.cond ? local.num : "x") + 1], "error")
}

resource "terraform_data" "t286" {
  input = try([var.bool ? local.id : 5], "error")
}

resource "terraform_data" "t287" {
  input = try([var.bool ? local.num : "x"], "error")
}

resource "terraform_data" "t288" {
  input = try([(var.bool ? local.num : "x").foo], "error")
}

resource "terraform_data" "t289" {
  input = try([[local.id, local.num][local.num]], "error")
}

resource "terraform_data" "t290" {
  input = try([{ a = 1 }[local.id]], "error")
}

resource "terraform_data" "t291" {
  input = try([{ a = 1, b = "x" }[local.id]], "error")
}

resource "terraform_data" "t292" {
  input = try([[1, "a"][local.num]], "error")
}

resource "terraform_data" "t293" {
  input = try([tolist([1, 2])[local.num]], "error")
}

resource "terraform_data" "t294" {
  input = try([tolist([1, 2])[local.id]], "error")
}
