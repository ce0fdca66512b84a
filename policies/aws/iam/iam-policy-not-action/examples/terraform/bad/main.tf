resource "aws_iam_role_policy" "power" {
  name = "power"
  role = "developer"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      NotAction = ["iam:*", "organizations:*"]
      Resource  = "*"
    }]
  })
}

data "aws_iam_policy_document" "operator" {
  statement {
    not_actions = ["iam:*"]
    resources   = ["*"]
  }
}

resource "aws_iam_policy" "operator" {
  name   = "operator"
  policy = data.aws_iam_policy_document.operator.json
}
