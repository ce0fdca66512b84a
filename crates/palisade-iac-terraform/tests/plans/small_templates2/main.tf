locals {
  l = ["a", "b"]
  m = { x = 1, y = 2 }
}
resource "terraform_data" "a" {
  input = <<-EOT
    %{ for i, x in local.l ~}
    ${i}: ${x}
    %{ endfor ~}
    %{ if length(local.l) > 1 }many%{ else }one%{ endif }
      indented
  EOT
}
resource "terraform_data" "b" {
  input = <<EOT
%{~ for k, v in local.m }
${k}=${v}%{ endfor }
EOT
}
resource "terraform_data" "c" { input = "%{ for x in local.l }${x}%{ if x == "a" },%{ endif }%{ endfor }" }
resource "terraform_data" "d" { input = "$${x} %%{y} ${"${"nested"}"} \u00e9 \U0001F600 \t" }
resource "terraform_data" "e" { input = templatefile("t.tftpl", { l = local.l, m = local.m }) }
resource "terraform_data" "f" { input = templatestring(local.t, { a = "b" }) }
locals { t = "x$${a}y%%{ if true }z%%{ endif }" }
resource "terraform_data" "g" { input = "${local.l[0]}" }
resource "terraform_data" "h" { input = "${ 5 }" }
resource "terraform_data" "i" { input = "a${~ " b " ~}c  ${~ "d" ~}  e" }
resource "terraform_data" "j" {
  input = <<-A
		tab
	  mixed
  A
}
resource "terraform_data" "k" { input = ["${true}", "${null == null}", "x${true}", "${1.50}", "x${1.50}", "${1e3}"] }
