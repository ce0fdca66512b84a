variable "token" {
  type      = string
  ephemeral = true
  default   = "t"
}
locals { n = length("abc") }
resource "terraform_data" "a" { input = ephemeralasnull(var.token) == null }
resource "terraform_data" "b" { input = { x = ephemeralasnull(var.token), y = local.n } }
