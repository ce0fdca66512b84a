resource "terraform_data" "x" {
  input = 1
  lifecycle {
    precondition {
      condition = 1 > 2
      error_message = "m"
    }
  }
}
