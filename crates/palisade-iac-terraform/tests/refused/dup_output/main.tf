output "o" { value = 1 }
output "o" { value = 2 }
resource "terraform_data" "x" { input = 1 }
