a = "tfvars"
b = "tfvars"
c = [1, "two"]
d = { x = "1" }
e = { x = true }
f = null
