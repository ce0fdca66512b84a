resource "aws_iam_role_policy" "batch" {
  name = "batch"
  role = "batch"

  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": {
        "Effect": "Allow",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::shop-batch/*"
      }
    }
  POLICY
}

data "aws_iam_policy_document" "helpdesk" {
  statement {
    actions   = ["iam:ChangePassword", "iam:GetUser"]
    resources = ["arn:aws:iam::111122223333:user/*"]
  }

  statement {
    effect    = "Deny"
    actions   = ["iam:*"]
    resources = ["arn:aws:iam::111122223333:role/*"]
  }
}

resource "aws_sqs_queue_policy" "orders" {
  queue_url = "https://sqs.eu-central-1.amazonaws.com/111122223333/orders"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/shop" }
      Action    = ["sqs:SendMessage", "sqs:ReceiveMessage"]
      Resource  = "arn:aws:sqs:eu-central-1:111122223333:orders"
    }]
  })
}

# The policy of a key: `*` is the key.
data "aws_iam_policy_document" "key" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:root"]
    }
  }
}

# A boundary gives nothing; it says what others may give.
data "aws_iam_policy_document" "boundary" {
  statement {
    actions   = ["s3:*", "logs:*"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = data.aws_iam_policy_document.boundary.json
}

resource "aws_iam_role" "bounded" {
  name                 = "bounded"
  permissions_boundary = aws_iam_policy.boundary.arn
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [] })
}
