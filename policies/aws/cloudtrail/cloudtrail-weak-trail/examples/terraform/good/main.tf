resource "aws_kms_key" "trail" {
  description         = "trail"
  enable_key_rotation = true
}

resource "aws_cloudtrail" "account" {
  name                       = "account"
  s3_bucket_name             = "shop-trail"
  is_multi_region_trail      = true
  enable_log_file_validation = "true"
  kms_key_id                 = aws_kms_key.trail.arn
}
