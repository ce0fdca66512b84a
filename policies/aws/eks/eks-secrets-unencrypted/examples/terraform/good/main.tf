resource "aws_kms_key" "secrets" {
  description         = "Kubernetes secrets"
  enable_key_rotation = true
}

resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = "arn:aws:iam::111122223333:role/eks"

  vpc_config {
    subnet_ids = ["subnet-0a1b2c3d", "subnet-1b2c3d4e"]
  }

  dynamic "encryption_config" {
    for_each = [aws_kms_key.secrets]

    content {
      resources = ["secrets"]

      provider {
        key_arn = encryption_config.value.arn
      }
    }
  }
}
