resource "terraform_data" "x" {
  count = 1
  for_each = {}
  input = 1
}
