variable "repositories" {
  type    = set(string)
  default = ["search", "storefront"]
}

resource "aws_ecr_repository" "service" {
  for_each             = var.repositories
  name                 = each.key
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = "true"
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}
