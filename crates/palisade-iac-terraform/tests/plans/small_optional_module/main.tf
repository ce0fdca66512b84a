module "a" {
  source = "./m"
  o = { a = "x" }
}
module "b" {
  source = "./m"
  o = null
}
module "c" {
  source = "./m"
}
module "d" {
  source = "./m"
  o = { a = null, b = null, c = { d = null } }
  n = null
}
