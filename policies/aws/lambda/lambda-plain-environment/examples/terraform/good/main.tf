resource "aws_kms_key" "functions" {
  description         = "functions"
  enable_key_rotation = true
}

resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = "arn:aws:iam::111122223333:role/resize"
  handler       = "resize.handler"
  runtime       = "python3.13"
  kms_key_arn   = aws_kms_key.functions.arn

  environment {
    variables = { BUCKET = "shop-uploads" }
  }
}

resource "aws_lambda_function" "ping" {
  function_name = "ping"
  role          = "arn:aws:iam::111122223333:role/ping"
  handler       = "ping.handler"
  runtime       = "python3.13"
}
