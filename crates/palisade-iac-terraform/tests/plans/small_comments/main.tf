# a
// b
/* c
 d */ locals { a = 1 /* in */ } # after
resource "terraform_data" /* x */ "x" { input = [ # c
  local.a, // d
  /* e */ 2,
] }
resource terraform_data y {
  input = (
    1 +
    2
  )
}
