resource "terraform_data" "r" {
  count = 2
  input = "r${count.index}"
}
resource "terraform_data" "a" { input = jsonencode({ n = terraform_data.r[*].input, m = { for r in terraform_data.r : r.input => 1 } }) }
resource "terraform_data" "b" { input = [for r in terraform_data.r : r.input] }
resource "terraform_data" "c" { input = length(terraform_data.r) }
resource "terraform_data" "d" { input = keys(terraform_data.r[0]) }
resource "terraform_data" "e" { input = jsonencode(terraform_data.r) }
resource "terraform_data" "f" { input = jsonencode(terraform_data.r[0].triggers_replace) }
resource "terraform_data" "g" { input = { for k, v in terraform_data.r[0] : k => v if k == "input" } }
resource "terraform_data" "h" { input = terraform_data.r[*].triggers_replace }
