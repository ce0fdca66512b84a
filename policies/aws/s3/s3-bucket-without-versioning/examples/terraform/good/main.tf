locals {
  status = { production = "Enabled" }
}

resource "aws_s3_bucket" "invoices" {
  bucket = "shop-invoices"
}

resource "aws_s3_bucket_versioning" "invoices" {
  bucket = aws_s3_bucket.invoices.id

  versioning_configuration {
    status = local.status["production"]
  }
}

resource "aws_s3_bucket" "legacy" {
  bucket = "shop-legacy"

  versioning {
    enabled = "true"
  }
}
