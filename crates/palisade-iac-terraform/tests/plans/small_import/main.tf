import {
  to = terraform_data.x
  id = "abc"
}
import {
  for_each = toset(["a", "b"])
  to       = terraform_data.y[each.key]
  id       = each.value
}
resource "terraform_data" "x" { input = "x" }
resource "terraform_data" "y" {
  for_each = toset(["a", "b"])
  input = each.key
}
