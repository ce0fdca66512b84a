resource "aws_iam_role_policy" "developer" {
  name = "developer"
  role = "developer"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ec2:Describe*", "logs:Get*"]
        Resource = "*"
      },
      {
        Effect    = "Deny"
        NotAction = ["iam:ListMFADevices", "sts:GetSessionToken"]
        Resource  = "*"
        Condition = {
          BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" }
        }
      },
      {
        Effect    = "Allow"
        NotAction = ["s3:DeleteBucket"]
        Resource  = ["arn:aws:s3:::shop-exports", "arn:aws:s3:::shop-exports/*"]
      },
    ]
  })
}

data "aws_iam_policy_document" "bucket" {
  statement {
    not_actions = ["s3:DeleteBucket"]
    resources   = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/exports"]
    }
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
      Effect    = "Allow"
      NotAction = ["iam:DeleteRole"]
      Resource  = aws_iam_role.web.arn
    }]
  })
}
