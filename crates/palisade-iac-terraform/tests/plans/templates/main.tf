
locals {
  name  = "World"
  list  = ["a", "b", "c"]
  map   = { k1 = "v1", k2 = "v2" }
  plain = <<EOT
line one
  line ${local.name}
EOT
  indented = <<-EOT
    first ${local.name}
      second
    third
  EOT
  loop = <<-EOT
    %{for x in local.list~}
    item ${x}
    %{endfor~}
    end
  EOT
  loop2 = <<EOT
%{ for i, x in local.list }
${i}=${x}
%{ endfor }
EOT
  cond = <<-EOT
    %{if local.name == "World"}
    yes
    %{else}
    no
    %{endif}
  EOT
  escapes = "tab\tnl\nquote\"back\\dollar$${x}percent%%{x}u\u00e9\U0001F600"
  hered   = <<EOT
no \n escape "quotes" $${x}
EOT
  blank = <<-EOT

    a

      b
  EOT
}

resource "terraform_data" "e0" {
  input = local.plain
}

resource "terraform_data" "e1" {
  input = local.indented
}

resource "terraform_data" "e2" {
  input = local.loop
}

resource "terraform_data" "e3" {
  input = local.loop2
}

resource "terraform_data" "e4" {
  input = local.cond
}

resource "terraform_data" "e5" {
  input = local.escapes
}

resource "terraform_data" "e6" {
  input = local.hered
}

resource "terraform_data" "e7" {
  input = local.blank
}

resource "terraform_data" "e8" {
  input = "Hello, ${local.name}!"
}

resource "terraform_data" "e9" {
  input = "${local.name}"
}

resource "terraform_data" "e10" {
  input = "${local.list}"
}

resource "terraform_data" "e11" {
  input = "${local.map.k1}-${local.map["k2"]}"
}

resource "terraform_data" "e12" {
  input = "%{ if local.name != "" }Hello, ${local.name}%{ else }Hi%{ endif }!"
}

resource "terraform_data" "e13" {
  input = "%{ for x in local.list }${x},%{ endfor }"
}

resource "terraform_data" "e14" {
  input = "%{ for k, v in local.map }${k}=${v};%{ endfor }"
}

resource "terraform_data" "e15" {
  input = "a ${~ local.name ~} b"
}

resource "terraform_data" "e16" {
  input = "a  %{~ if true ~}  x  %{~ endif ~}  b"
}

resource "terraform_data" "e17" {
  input = "${"nested ${"deeper ${local.name}"}"}"
}

resource "terraform_data" "e18" {
  input = "${local.name}${local.name}"
}

resource "terraform_data" "e19" {
  input = join("\n", [for x in local.list : "- ${x}"])
}

resource "terraform_data" "e20" {
  input = trimspace(local.plain)
}

resource "terraform_data" "e21" {
  input = split("\n", local.plain)
}

resource "terraform_data" "e22" {
  input = indent(4, local.plain)
}

resource "terraform_data" "e23" {
  input = "$"
}

resource "terraform_data" "e24" {
  input = "$$"
}

resource "terraform_data" "e25" {
  input = "100%"
}

resource "terraform_data" "e26" {
  input = "$${local.name}"
}

resource "terraform_data" "e27" {
  input = "%%{if}"
}

resource "terraform_data" "e28" {
  input = "a$b"
}

resource "terraform_data" "e29" {
  input = "${1 + 1}"
}

resource "terraform_data" "e30" {
  input = "${true ? "x" : "y"}"
}

resource "terraform_data" "e31" {
  input = "${length(local.list)} items"
}

resource "terraform_data" "e32" {
  input = "${[for x in local.list : upper(x)][0]}"
}

resource "terraform_data" "e33" {
  input = format("%s has %d", local.name, length(local.list))
}

resource "terraform_data" "e34" {
  input = jsonencode({ text = local.plain, list = local.list })
}

resource "terraform_data" "e35" {
  input = "${upper("x")}${lower("Y")}"
}

resource "terraform_data" "e36" {
  input = "${5}"
}

resource "terraform_data" "e37" {
  input = "${null}"
}

resource "terraform_data" "e38" {
  input = "\u0041"
}

resource "terraform_data" "e39" {
  input = templatefile("t.tftpl", { name = local.name, list = local.list, map = local.map })
}

resource "terraform_data" "e40" {
  input = file("t.tftpl")
}

resource "terraform_data" "e41" {
  input = filesha256("t.tftpl")
}

resource "terraform_data" "e42" {
  input = filebase64("t.tftpl")
}

resource "terraform_data" "e43" {
  input = fileset(path.module, "*.tftpl")
}

resource "terraform_data" "e44" {
  input = fileexists("zz")
}

resource "terraform_data" "e45" {
  input = path.module
}

resource "terraform_data" "e46" {
  input = path.root
}

resource "terraform_data" "e47" {
  input = terraform.workspace
}
