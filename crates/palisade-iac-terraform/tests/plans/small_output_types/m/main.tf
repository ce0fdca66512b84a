output "n" { value = null }
output "t" { value = tomap({ a = 1 }) }
