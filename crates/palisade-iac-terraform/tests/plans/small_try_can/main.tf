locals { o = { a = { b = null } } }
resource "terraform_data" "x" { input = [try(local.o.a.b.c, "deep"), try(local.o.z, local.o.y, "last"), can(local.o.a.b), can(local.o.z), try(tonumber("x"), 0), try([for x in local.o.a : x.y], "no"), can(regex("^a", "b")), try(jsondecode("{"), {}), try(null, "n") == null] }
