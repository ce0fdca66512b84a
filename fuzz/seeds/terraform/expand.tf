variable "on" { default = true }
variable "ports" {
  type    = list(object({ port = number, cidrs = optional(list(string), ["10.0.0.0/8"]) }))
  default = [{ port = 22 }, { port = 443, cidrs = ["0.0.0.0/0"] }]
}
variable "unset" { type = map(string) }
locals {
  a     = local.b
  b     = [for p in var.ports : merge(p, { name = format("p-%03d", p.port) })]
  cycle = local.cycle2
  cycle2 = local.cycle
  wide  = range(0, 100)
  text  = join(",", [for k, v in { x = 1, y = "2" } : "${k}=${v}"])
}
resource "aws_security_group" "a" {
  count = var.on ? 2 : 0
  name  = "sg-${count.index}"
  dynamic "ingress" {
    for_each = { for p in local.b : p.name => p }
    content {
      from_port   = ingress.value.port
      cidr_blocks = ingress.value.cidrs
    }
  }
  tags = merge({ a = upper("b") }, var.unset)
}
resource "aws_s3_bucket" "b" {
  for_each = var.unset
  bucket   = each.key
}
resource "aws_s3_bucket_acl" "b" {
  bucket = aws_s3_bucket.b["x"].id
  acl    = try(local.b[0].acl, jsondecode("{\"acl\": \"private\"}").acl)
  policy = jsonencode({ s = aws_security_group.a[*].id, n = 1.50, t = templatefile("missing.tpl", {}) })
}
module "m" {
  source = "./missing"
  x      = cidrsubnet("10.0.0.0/16", 4, 2)
}
output "o" { value = module.m.y }
