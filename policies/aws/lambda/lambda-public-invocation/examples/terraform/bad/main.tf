resource "aws_lambda_permission" "resize" {
  function_name = "resize"
  action        = "lambda:InvokeFunction"
  principal     = "*"
}

resource "aws_lambda_function_url" "resize" {
  function_name      = "resize"
  authorization_type = "NONE"
}
