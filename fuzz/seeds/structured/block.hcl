a = 1
b "c" "d" {
  e = [1, "two", true]
  f = {g = "${h.i}", "j k" = <<EOT
  text
EOT
  }
}
