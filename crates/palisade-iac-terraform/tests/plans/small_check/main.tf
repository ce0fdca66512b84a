locals { n = 3 }
check "ok" {
  assert {
    condition     = local.n == 3
    error_message = "no"
  }
}
resource "terraform_data" "x" { input = local.n }
