variable "python" {
  type    = string
  default = "3.13"
}

resource "aws_lambda_function" "resize" {
  function_name = "resize"
  role          = "arn:aws:iam::111122223333:role/resize"
  handler       = "resize.handler"
  runtime       = "python${var.python}"
  filename      = "resize.zip"
}

resource "aws_lambda_function" "render" {
  function_name = "render"
  role          = "arn:aws:iam::111122223333:role/render"
  package_type  = "Image"
  image_uri     = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/render:1.4.2"
}
