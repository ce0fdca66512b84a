variable "v" { default = "b" }
locals { a = "b" }
