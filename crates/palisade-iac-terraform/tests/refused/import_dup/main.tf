import {
  to = terraform_data.x
  id = "a"
}
import {
  to = terraform_data.x
  id = "b"
}
resource "terraform_data" "x" { input = 1 }
