resource "aws_iam_role" "auditor" {
  name = "auditor"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = ["arn:aws:iam::111122223333:role/audit-runner"] }
      },
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = "444455556666" }
        Condition = { StringEquals = { "sts:ExternalId" = "audit-2027" } }
      },
    ]
  })
}

resource "aws_iam_role" "caller" {
  name = "caller"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

# What the provider computes is one role.
resource "aws_iam_role" "called" {
  name = "called"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = aws_iam_role.caller.arn }
    }]
  })
}
