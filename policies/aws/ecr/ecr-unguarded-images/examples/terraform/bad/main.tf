resource "aws_ecr_repository" "storefront" {
  name                 = "storefront"
  image_tag_mutability = "MUTABLE"
}
