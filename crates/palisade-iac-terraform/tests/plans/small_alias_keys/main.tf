locals { m = { "a.b" = 1, "c-d" = 2, e = { "f/g" = 3 } } }
resource "terraform_data" "x" {
  for_each = { "a.b" = 1, "q\"uote" = 2, "sp ace" = 3, "br[ack]et" = 4, "${"x"}" = 5 }
  input = each.value
}
resource "terraform_data" "y" { input = [local.m["a.b"], local.m.c-d, local.m.e["f/g"], terraform_data.x["q\"uote"].input] }
