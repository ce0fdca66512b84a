resource "terraform_data" "x" {
  count = 2
  input = { i = count.index }
}
