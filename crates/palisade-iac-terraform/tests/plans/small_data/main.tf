data "terraform_remote_state" "s" {
  count = 0
  backend = "local"
}
resource "terraform_data" "x" { input = length(data.terraform_remote_state.s) }
