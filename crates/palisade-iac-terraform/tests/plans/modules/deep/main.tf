
variable "n" {}
variable "label" {}
module "leaf" {
  source = "../child"
  count  = var.n
  name   = "${var.label}${count.index}"
  size   = count.index + 10
}
output "all" { value = { for m in module.leaf : m.upper => m.settings.size } }
