resource "terraform_data" "y" { input = 1 }
resource "terraform_data" "x" {
  count = length(terraform_data.y.id)
  input = 1
}
