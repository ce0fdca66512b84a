output "p" { value = path.module }
output "f" { value = file("${path.module}/f.txt") }
