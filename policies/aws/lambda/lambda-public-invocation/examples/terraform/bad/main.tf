resource "aws_lambda_permission" "resize" {
  function_name = "resize"
  action        = "lambda:InvokeFunction"
  principal     = "*"
}

resource "aws_lambda_function_url" "resize" {
  function_name      = "resize"
  authorization_type = "NONE"
}

variable "caller" {
  type    = string
  default = ""
}

resource "aws_lambda_permission" "forgotten" {
  function_name = "resize"
  action        = "lambda:InvokeFunction"
  principal     = "*"
  source_arn    = var.caller
}

resource "aws_lambda_permission" "any_source" {
  function_name = "resize"
  action        = "lambda:InvokeFunction"
  principal     = "*"
  source_arn    = "*"
}

resource "aws_lambda_permission" "any_bucket" {
  function_name = "resize"
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}
