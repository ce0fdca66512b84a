variable "offices" {
  type    = list(string)
  default = ["198.51.100.0/24"]
}

resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = "arn:aws:iam::111122223333:role/eks"

  vpc_config {
    subnet_ids             = ["subnet-0a1b2c3d", "subnet-1b2c3d4e"]
    endpoint_public_access = true
    public_access_cidrs    = var.offices
  }
}

resource "aws_eks_cluster" "internal" {
  name     = "internal"
  role_arn = "arn:aws:iam::111122223333:role/eks"

  vpc_config {
    subnet_ids              = ["subnet-0a1b2c3d", "subnet-1b2c3d4e"]
    endpoint_private_access = true
    endpoint_public_access  = "false"
  }
}
