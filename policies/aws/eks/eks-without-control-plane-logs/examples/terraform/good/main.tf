locals {
  logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
}

resource "aws_eks_cluster" "shop" {
  name                      = "shop"
  role_arn                  = "arn:aws:iam::111122223333:role/eks"
  enabled_cluster_log_types = local.logs

  vpc_config {
    subnet_ids = ["subnet-0a1b2c3d", "subnet-1b2c3d4e"]
  }
}
