resource "terraform_data" "y" { input = 1 }
output "o" { value = 1 }
