resource "aws_iam_policy" "deploy" {
  name = "deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["iam:PassRole", "iam:GetRole"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["ec2:RunInstances"]
        Resource = "arn:aws:ec2:eu-central-1:111122223333:instance/*"
      },
    ]
  })
}

resource "aws_iam_user_policy" "helpdesk" {
  name = "helpdesk"
  user = "helpdesk"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "iam:Attach*Policy"
      Resource = "*"
    }
  })
}

data "aws_iam_policy_document" "versions" {
  statement {
    actions   = ["iam:ListPolicies", "iam:CreatePolicyVersion"]
    resources = ["arn:aws:iam::111122223333:policy/*"]
  }
}

resource "aws_iam_policy" "versions" {
  name   = "versions"
  policy = data.aws_iam_policy_document.versions.json
}

data "aws_iam_policy_document" "functions" {
  statement {
    actions   = ["lambda:*", "iam:PassRole"]
    resources = ["*"]
  }
}
