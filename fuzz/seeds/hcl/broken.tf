resource "a" "b" {
  x = [1, (2
}
resource "c" "d" {
  y = "open
}
locals { z = <<EOT
no end
