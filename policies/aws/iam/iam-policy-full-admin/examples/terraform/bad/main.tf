resource "aws_iam_policy" "deploy" {
  name = "deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ec2:RunInstances", "*"]
      Resource = "*"
    }]
  })
}

data "aws_iam_policy_document" "operator" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}
