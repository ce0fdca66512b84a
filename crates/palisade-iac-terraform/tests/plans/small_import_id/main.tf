locals { id = "i-${1 + 1}" }
import {
  to = module.m.terraform_data.x["k"]
  id = local.id
}
module "m" { source = "./m" }
