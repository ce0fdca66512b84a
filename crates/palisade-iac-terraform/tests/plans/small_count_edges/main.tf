resource "terraform_data" "z" {
  count = 0
  input = 1
}
resource "terraform_data" "t" {
  count = true ? 1 : 0
  input = count.index
}
resource "terraform_data" "s" {
  count = "2"
  input = "${count.index}"
}
resource "terraform_data" "u" { input = [length(terraform_data.z), terraform_data.z[*].input, try(terraform_data.z[0].input, "none"), one(terraform_data.t[*].input), can(terraform_data.z[0])] }
resource "terraform_data" "v" {
  for_each = terraform_data.s[*].input == ["0", "1"] ? toset(terraform_data.s[*].input) : toset([])
  input = each.key
}
resource "terraform_data" "w" {
  for_each = { for i, s in terraform_data.s : "k${i}" => s.input }
  input = each.value
}
resource "terraform_data" "x" {
  for_each = terraform_data.w
  input = each.value.input
}
