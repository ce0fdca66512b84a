locals {
  name = "webshop-${var.environment}"

  tags = {
    Application = "webshop"
    Environment = var.environment
    Owner       = "shop-team"
  }

  azs = ["${var.region}a", "${var.region}b", "${var.region}c"]

  private_cidrs = [for i, az in local.azs : cidrsubnet("10.20.0.0/16", 4, i)]
  public_cidrs  = [for i, az in local.azs : cidrsubnet("10.20.0.0/16", 4, i + 8)]

  production = var.environment == "production"
}
