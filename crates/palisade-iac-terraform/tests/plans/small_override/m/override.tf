locals { q = 2 }
variable "b" { type = string }
