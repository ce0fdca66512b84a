module "m" {
  source = "./m"
  w = 1
}
