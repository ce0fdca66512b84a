a = "tfvars"
b = [1]
c = "tfvars"
d = { x = 1 }
