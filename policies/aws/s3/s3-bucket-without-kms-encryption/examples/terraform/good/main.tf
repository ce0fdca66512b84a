resource "aws_kms_key" "data" {
  description         = "bucket data"
  enable_key_rotation = true
}

resource "aws_s3_bucket" "invoices" {
  bucket = "shop-invoices"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "invoices" {
  bucket = aws_s3_bucket.invoices.bucket

  dynamic "rule" {
    for_each = ["aws:kms"]

    content {
      bucket_key_enabled = true

      apply_server_side_encryption_by_default {
        sse_algorithm     = rule.value
        kms_master_key_id = aws_kms_key.data.arn
      }
    }
  }
}

resource "aws_s3_bucket" "legacy" {
  bucket = "shop-legacy"

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "aws:kms"
      }
    }
  }
}

# Load balancers write to buckets without a KMS key alone.
resource "aws_s3_bucket" "balancer_logs" {
  bucket = "shop-balancer-logs"
}

resource "aws_lb" "shop" {
  name = "shop"

  access_logs {
    bucket  = aws_s3_bucket.balancer_logs.id
    enabled = true
  }
}
