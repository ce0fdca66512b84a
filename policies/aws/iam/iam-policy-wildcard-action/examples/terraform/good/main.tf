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
