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

# One bad document does not speak for what stands beside it.
resource "aws_iam_role" "app" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })

  inline_policy {
    name   = "operator"
    policy = data.aws_iam_policy_document.operator.json
  }

  inline_policy {
    name   = "new"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
  }
}

# The document is told of where it is written.
resource "aws_iam_role_policy" "operator" {
  role   = "operator"
  policy = data.aws_iam_policy_document.operator.minified_json
}
