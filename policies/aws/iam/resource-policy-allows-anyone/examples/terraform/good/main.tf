resource "aws_sqs_queue_policy" "orders" {
  queue_url = "https://sqs.eu-central-1.amazonaws.com/111122223333/orders"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "sqs:SendMessage"
        Resource  = "arn:aws:sqs:eu-central-1:111122223333:orders"
        Condition = {
          ArnEquals = { "aws:SourceArn" = "arn:aws:sns:eu-central-1:111122223333:orders" }
        }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = "arn:aws:sqs:eu-central-1:111122223333:orders"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_policy" "alerts" {
  arn = "arn:aws:sns:eu-central-1:111122223333:alerts"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-central-1:111122223333:alerts"
    }
  })
}

resource "aws_glacier_vault" "archive" {
  name = "archive"
}

resource "aws_secretsmanager_secret_policy" "payments" {
  secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:payments"

  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
      }
    }
  POLICY
}

resource "aws_ecr_repository_policy" "storefront" {
  repository = "storefront"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/deploy" }
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    }]
  })
}

data "aws_iam_policy_document" "publish" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["arn:aws:sns:eu-central-1:111122223333:alerts"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["111122223333"]
    }
  }

  statement {
    effect    = "Deny"
    actions   = ["sns:*"]
    resources = ["arn:aws:sns:eu-central-1:111122223333:alerts"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

# Nobody but one account.
resource "aws_sqs_queue" "refunds" {
  name = "refunds"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect       = "Deny"
      NotPrincipal = { AWS = "arn:aws:iam::111122223333:root" }
      Action       = "sqs:*"
      Resource     = "*"
    }]
  })
}

resource "aws_sns_topic" "fanout" {
  name = "fanout"
}

resource "aws_sqs_queue_policy" "fanout" {
  queue_url = "https://sqs.eu-central-1.amazonaws.com/111122223333/fanout"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.fanout.arn } }
    }]
  })
}

resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  vpc_options {
    subnet_ids = ["subnet-0a1b2c3d"]
  }

  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "es:*"
      Resource  = "*"
    }]
  })
}

# Mount targets are in a VPC, and so is what comes through an endpoint.
resource "aws_efs_file_system_policy" "mounted" {
  file_system_id = "fs-0a1b2c3d"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
      Resource  = "*"
      Condition = { Bool = { "elasticfilesystem:AccessedViaMountTarget" = "true" } }
    }]
  })
}

data "aws_iam_policy_document" "endpoint" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_vpc_endpoint" "storage" {
  vpc_id       = "vpc-0a1b2c3d"
  service_name = "com.amazonaws.eu-west-1.s3"
  policy       = data.aws_iam_policy_document.endpoint.json
}

data "aws_iam_policy_document" "inner_domain" {
  statement {
    actions   = ["es:*"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_opensearch_domain" "inner" {
  domain_name     = "inner"
  access_policies = data.aws_iam_policy_document.inner_domain.json

  vpc_options {
    subnet_ids = ["subnet-1"]
  }
}

resource "aws_cloudwatch_log_resource_policy" "domains" {
  policy_name = "domains"
  policy_document = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "es.amazonaws.com" }, Action = "logs:PutLogEvents", Resource = "*" }]
  })
}

resource "aws_lambda_layer_version_permission" "organisation" {
  layer_name      = "shop"
  version_number  = 1
  statement_id    = "organisation"
  action          = "lambda:GetLayerVersion"
  principal       = "*"
  organization_id = "o-abcdefghij"
}
