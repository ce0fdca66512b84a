resource "aws_iam_role_policy" "batch" {
  name = "batch"
  role = "batch"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "arn:aws:s3:::shop-batch/*"
    }]
  })
}

data "aws_iam_policy_document" "helpdesk" {
  statement {
    actions   = ["iam:*"]
    resources = ["arn:aws:iam::111122223333:user/*"]
  }

  statement {
    actions   = ["*"]
    resources = ["arn:aws:s3:::shop-helpdesk/*"]
  }
}

resource "aws_sqs_queue_policy" "orders" {
  queue_url = "https://sqs.eu-central-1.amazonaws.com/111122223333/orders"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/shop" }
      Action    = "sqs:*"
      Resource  = "arn:aws:sqs:eu-central-1:111122223333:orders"
    }]
  })
}

resource "aws_iam_user_policy" "onboarding" {
  name = "onboarding"
  user = "onboarding"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:*", "sts:GetCallerIdentity"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_role_policy" "exports" {
  name = "exports"
  role = "exports"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:*", "ec2:DescribeInstances"]
      Resource = "*"
    }]
  })
}

data "aws_iam_policy_document" "network" {
  statement {
    actions   = ["ec2:*"]
    resources = ["*"]
  }
}

# Bad documents do not speak for the texts beside them.
resource "aws_iam_role" "support" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })

  inline_policy {
    name   = "helpdesk"
    policy = data.aws_iam_policy_document.helpdesk.json
  }

  inline_policy {
    name   = "network"
    policy = data.aws_iam_policy_document.network.json
  }

  inline_policy {
    name = "new"
    policy = jsonencode({
      Statement = [
        { Effect = "Allow", Action = "*", Resource = "arn:aws:s3:::shop-support/*" },
        { Effect = "Allow", Action = "iam:*", Resource = "arn:aws:iam::111122223333:user/*" },
        { Effect = "Allow", Action = "sqs:*", Resource = "*" },
      ]
    })
  }
}
