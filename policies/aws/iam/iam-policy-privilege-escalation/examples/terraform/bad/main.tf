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

# Bad documents do not speak for the text beside them.
resource "aws_iam_role" "builder" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })

  inline_policy {
    name   = "versions"
    policy = data.aws_iam_policy_document.versions.json
  }

  inline_policy {
    name   = "functions"
    policy = data.aws_iam_policy_document.functions.json
  }

  inline_policy {
    name = "new"
    policy = jsonencode({
      Statement = [
        { Effect = "Allow", Action = "iam:CreateAccessKey", Resource = "*" },
        { Effect = "Allow", Action = ["iam:PassRole", "glue:CreateJob"], Resource = "*" },
      ]
    })
  }
}
