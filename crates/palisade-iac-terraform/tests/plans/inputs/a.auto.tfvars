a = "a"
b = "auto"
