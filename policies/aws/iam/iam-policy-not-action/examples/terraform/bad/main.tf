resource "aws_iam_role_policy" "power" {
  name = "power"
  role = "developer"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      NotAction = ["iam:*", "organizations:*"]
      Resource  = "*"
    }]
  })
}

data "aws_iam_policy_document" "operator" {
  statement {
    not_actions = ["iam:*"]
    resources   = ["*"]
  }
}

resource "aws_iam_policy" "operator" {
  name   = "operator"
  policy = data.aws_iam_policy_document.operator.json
}

# A bad document does not speak for the text beside it.
resource "aws_iam_role" "operator" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })

  inline_policy {
    name   = "operator"
    policy = data.aws_iam_policy_document.operator.json
  }

  inline_policy {
    name   = "new"
    policy = jsonencode({ Statement = [{ Effect = "Allow", NotAction = "sts:*", Resource = "*" }] })
  }
}
