resource "aws_iam_policy" "deploy" {
  name = "deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "ec2:Describe*"
        Resource = "*"
      },
      {
        Effect   = "Deny"
        Action   = "*"
        Resource = "*"
        Condition = {
          BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" }
        }
      },
    ]
  })
}

data "aws_iam_policy_document" "operator" {
  statement {
    actions   = ["ssm:StartSession"]
    resources = ["arn:aws:ec2:eu-central-1:111122223333:instance/*"]
  }

  dynamic "statement" {
    for_each = toset(["orders", "stock"])

    content {
      actions   = ["dynamodb:GetItem"]
      resources = ["arn:aws:dynamodb:eu-central-1:111122223333:table/${statement.value}"]
    }
  }
}

# What an organisation lets through gives nobody anything.
data "aws_iam_policy_document" "everything_but" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_organizations_policy" "everything_but" {
  name    = "everything-but"
  content = data.aws_iam_policy_document.everything_but.json
}
