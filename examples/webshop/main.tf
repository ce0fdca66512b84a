data "aws_caller_identity" "current" {}

module "network" {
  source = "./modules/network"

  name          = local.name
  cidr          = "10.20.0.0/16"
  azs           = local.azs
  private_cidrs = local.private_cidrs
  public_cidrs  = local.public_cidrs
}

# --- Keys -------------------------------------------------------------------

resource "aws_kms_key" "data" {
  description             = "Customer data of the shop"
  deletion_window_in_days = 30
  enable_key_rotation     = true
}

resource "aws_kms_key" "queue" {
  description             = "Order events"
  deletion_window_in_days = 7
}

# --- Buckets ----------------------------------------------------------------

module "buckets" {
  source   = "./modules/bucket"
  for_each = var.buckets

  name         = "${local.name}-${each.key}"
  acl          = each.value.acl
  versioned    = each.value.versioned
  block_public = each.value.block_public
  expire_days  = each.value.expire_days
  kms_key_arn  = aws_kms_key.data.arn
  log_bucket   = aws_s3_bucket.logs.id
}

module "assets" {
  source = "./modules/bucket"

  name         = "${local.name}-assets"
  acl          = var.assets_acl
  versioned    = true
  block_public = false
  kms_key_arn  = aws_kms_key.data.arn
  log_bucket   = aws_s3_bucket.logs.id
}

resource "aws_s3_bucket" "logs" {
  #checkov:skip=CKV_AWS_145:load balancers cannot deliver logs to a bucket with a KMS key
  bucket = "${local.name}-logs"
}

resource "aws_s3_bucket_versioning" "logs" {
  bucket = aws_s3_bucket.logs.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket = aws_s3_bucket.logs.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Trail"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.logs.arn}/cloudtrail/*"
      },
      {
        Sid       = "OnlyTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.logs.arn, "${aws_s3_bucket.logs.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

# --- Database ---------------------------------------------------------------

module "orders_db" {
  source = "./modules/database"

  name              = "${local.name}-orders"
  subnet_ids        = module.network.private_subnet_ids
  vpc_id            = module.network.vpc_id
  allowed_cidrs     = local.private_cidrs
  encrypted         = var.database_encrypted
  kms_key_arn       = aws_kms_key.data.arn
  backup_days       = var.database_backup_days
  multi_az          = local.production
  delete_protection = local.production
}

# --- Trail ------------------------------------------------------------------

resource "aws_cloudtrail" "main" {
  name                          = local.name
  s3_bucket_name                = aws_s3_bucket.logs.id
  s3_key_prefix                 = "cloudtrail"
  include_global_service_events = true
  is_multi_region_trail         = false
  enable_log_file_validation    = false
  kms_key_id                    = aws_kms_key.data.arn
}
