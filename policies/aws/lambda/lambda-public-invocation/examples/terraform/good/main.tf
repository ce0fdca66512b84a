resource "aws_lambda_permission" "resize" {
  function_name  = "resize"
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::shop-uploads"
  source_account = "111122223333"
}

resource "aws_lambda_permission" "organisation" {
  function_name    = "resize"
  action           = "lambda:InvokeFunction"
  principal        = "*"
  principal_org_id = "o-a1b2c3d4e5"
}

resource "aws_lambda_function_url" "resize" {
  function_name      = "resize"
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_permission" "account" {
  function_name  = "resize"
  action         = "lambda:InvokeFunction"
  principal      = "*"
  source_account = "111122223333"
}

resource "aws_s3_bucket" "uploads" {
  bucket = "shop-uploads"
}

resource "aws_lambda_permission" "bucket" {
  function_name = "resize"
  action        = "lambda:InvokeFunction"
  principal     = "*"
  source_arn    = aws_s3_bucket.uploads.arn
}

resource "aws_lambda_permission" "partner" {
  function_name = "resize"
  action        = "lambda:InvokeFunction"
  principal     = "arn:aws:iam::111122223333:role/partner"
}
