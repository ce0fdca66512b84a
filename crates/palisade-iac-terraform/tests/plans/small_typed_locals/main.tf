locals {
  a = tolist(["1", 2])
  b = toset([1, "1", 2])
  c = tomap({ a = 1, b = "x" })
  d = { "a b" = 1, "${"k"}" = 2, (upper("z")) = 3, 4 = 5, true = 6 }
  e = [for k, v in local.d : k]
  f = { for s in ["a", "b", "ab"] : substr(s, 0, 1) => s... }
  g = [for i, v in local.a : i if v != "1"]
  h = [for s in local.b : s]
}
resource "terraform_data" "x" {
  for_each = { a = jsonencode(local.a), b = jsonencode(local.b), c = jsonencode(local.c), d = jsonencode(local.d), e = jsonencode(local.e), f = jsonencode(local.f), g = jsonencode(local.g), h = jsonencode(local.h) }
  input = each.value
}
