resource "terraform_data" "x" {
  for_each = { k = 1 }
  input = each.value
}
