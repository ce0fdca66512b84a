variable "organisation" {
  type    = string
  default = "o-a1b2c3d4e5"
}

resource "aws_s3_bucket_policy" "downloads" {
  bucket = "shop-downloads"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "arn:aws:s3:::shop-downloads/*"
        Condition = { StringEquals = { "aws:PrincipalOrgID" = [var.organisation] } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:aws:s3:::shop-downloads", "arn:aws:s3:::shop-downloads/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_s3_bucket" "legacy" {
  bucket = "shop-legacy"
  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:role/reader"},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::shop-legacy/*"
      }
    }
  POLICY
}
