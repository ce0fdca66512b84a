resource "aws_api_gateway_method" "orders" {
  rest_api_id   = "a1b2c3d4e5"
  resource_id   = "f6g7h8"
  http_method   = "GET"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_method" "preflight" {
  rest_api_id   = "a1b2c3d4e5"
  resource_id   = "f6g7h8"
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_apigatewayv2_route" "service" {
  for_each           = { orders = "JWT", stock = "AWS_IAM" }
  api_id             = "a1b2c3d4e5"
  route_key          = "GET /${each.key}"
  authorization_type = each.value
}
