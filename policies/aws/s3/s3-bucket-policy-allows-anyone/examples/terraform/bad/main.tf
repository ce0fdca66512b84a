resource "aws_s3_bucket_policy" "downloads" {
  bucket = "shop-downloads"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::shop-downloads/*"
    }]
  })
}

resource "aws_s3_bucket_policy" "almost_everyone" {
  bucket = "shop-partners"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::shop-partners/*"
      Condition = {
        ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:user/guest" }
      }
    }]
  })
}

resource "aws_s3_bucket_policy" "everyone_else" {
  bucket = "shop-exports"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect       = "Allow"
      NotPrincipal = { AWS = "arn:aws:iam::111122223333:root" }
      Action       = "s3:GetObject"
      Resource     = "arn:aws:s3:::shop-exports/*"
    }]
  })
}

# Two halves of the internet.
resource "aws_s3_bucket_policy" "halves" {
  bucket = "shop-returns"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::shop-returns/*"
      Condition = { IpAddress = { "aws:SourceIp" = ["0.0.0.0/1", "128.0.0.0/1"] } }
    }]
  })
}
