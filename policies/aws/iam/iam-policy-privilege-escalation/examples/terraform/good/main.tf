resource "aws_iam_policy" "deploy" {
  name = "deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = "arn:aws:iam::111122223333:role/webshop-instance"
      },
      {
        Effect   = "Allow"
        Action   = ["ec2:RunInstances", "iam:Get*", "iam:List*"]
        Resource = "*"
      },
      {
        Effect   = "Deny"
        Action   = ["iam:AttachUserPolicy", "iam:PutUserPolicy"]
        Resource = "*"
      },
    ]
  })
}

# The roles that it may change are held by a boundary.
resource "aws_iam_policy" "roles" {
  name = "roles"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = ["iam:AttachRolePolicy", "iam:PutRolePolicy"]
      Resource = "*"
      Condition = {
        StringEquals = {
          "iam:PermissionsBoundary" = "arn:aws:iam::111122223333:policy/boundary"
        }
      }
    }
  })
}

data "aws_iam_policy_document" "own_keys" {
  statement {
    actions   = ["iam:CreateAccessKey"]
    resources = ["arn:aws:iam::*:user/$${aws:username}"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = ["*"]
  }
}

# What the provider computes is one role, whatever its ARN will be.
resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = "{}"
}

resource "aws_iam_policy" "web" {
  name = "web"

  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:PassRole", "ec2:RunInstances"]
      Resource = aws_iam_role.web.arn
    }]
  })
}
