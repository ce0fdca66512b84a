locals { b = "override" }
