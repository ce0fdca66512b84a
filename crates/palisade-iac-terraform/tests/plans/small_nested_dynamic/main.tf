locals {
  rules = [{ name = "a", ports = [1, 2] }, { name = "b", ports = [] }]
}
resource "terraform_data" "x" {
  for_each = { for r in local.rules : r.name => r }
  input    = { ports = each.value.ports, text = join(",", each.value.ports), n = length(each.value.ports) }
}
