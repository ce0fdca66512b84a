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

# S3 writes access logs to buckets with a key of its own alone.
resource "aws_s3_bucket" "access_logs" {
  bucket = "acme-access-logs"
}

resource "aws_s3_bucket_acl" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id
  acl    = "log-delivery-write"
}

resource "aws_s3_bucket" "other_logs" {
  bucket = "acme-other-logs"
}

resource "aws_s3_bucket_policy" "other_logs" {
  bucket = aws_s3_bucket.other_logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logging.s3.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.other_logs.arn}/*"
      Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
    }]
  })
}
