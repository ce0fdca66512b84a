# a comment
resource "aws_s3_bucket" "a" {
  for_each = { for k, v in var.buckets : k => v... if v.on && !v.off }
  bucket   = "x-${each.key}-%{ if true ~} a %{ else }b%{ endif }"
  count    = length(var.list[*].id) > 0 ? 1 : -1 /* inline */

  dynamic "rule" {
    for_each = toset(["a", "b"])
    iterator = it
    content {
      id = it.value
    }
  }
  policy = <<-EOT
    {"a": "${jsonencode({ b = [1, 2.5e3, null] })}"}
    $${not} %%{it}
  EOT
  tags = { "a b" = 1, (local.key) = 2, c : 3 }
}

locals { one = 1 }
variable "a" { default = [for x in [1, 2] : x * 2] }
output "b" { value = module.m["k"].list[0].0.attr }
