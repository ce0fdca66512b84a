variable "private" {
  type    = bool
  default = true
}

resource "aws_s3_bucket" "invoices" {
  bucket = "shop-invoices"
}

resource "aws_s3_bucket_public_access_block" "invoices" {
  bucket                  = aws_s3_bucket.invoices.id
  block_public_acls       = var.private
  block_public_policy     = "true"
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "team" {
  for_each = toset(["sales", "support"])
  bucket   = "shop-${each.key}"
}

resource "aws_s3_bucket_public_access_block" "team" {
  for_each                = aws_s3_bucket.team
  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Joined by the name alone.
resource "aws_s3_bucket" "orders" {
  bucket = "shop-orders"
}

resource "aws_s3_bucket_public_access_block" "orders" {
  bucket                  = "shop-orders"
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
