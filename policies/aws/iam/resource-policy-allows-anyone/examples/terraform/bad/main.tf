resource "aws_sqs_queue_policy" "orders" {
  queue_url = "https://sqs.eu-central-1.amazonaws.com/111122223333/orders"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:111122223333:orders"
    }]
  })
}

resource "aws_sns_topic_policy" "alerts" {
  arn = "arn:aws:sns:eu-central-1:111122223333:alerts"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::*:role/publisher" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-central-1:111122223333:alerts"
    }
  })
}

resource "aws_glacier_vault" "archive" {
  name = "archive"

  access_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "glacier:InitiateJob"
      Resource  = "arn:aws:glacier:eu-central-1:111122223333:vaults/archive"
    }]
  })
}

resource "aws_secretsmanager_secret_policy" "payments" {
  secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:payments"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

resource "aws_ecr_repository_policy" "storefront" {
  repository = "storefront"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["*"] }
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
  }
}

# Everyone but one account.
resource "aws_sqs_queue" "returns" {
  name = "returns"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect       = "Allow"
      NotPrincipal = { AWS = "arn:aws:iam::111122223333:root" }
      Action       = "sqs:*"
      Resource     = "*"
    }]
  })
}

data "aws_iam_policy_document" "everyone_else" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]

    not_principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:root"]
    }
  }
}

# The condition holds for every request that comes without an organisation.
resource "aws_cloudwatch_event_bus_policy" "orders" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["*"] }
      Action    = "events:PutEvents"
      Resource  = "*"
      Condition = { StringEqualsIfExists = { "aws:PrincipalOrgID" = "o-shop" } }
    }]
  })
}

# Each account has its topics.
resource "aws_sqs_queue_policy" "fanout" {
  queue_url = "https://sqs.eu-central-1.amazonaws.com/111122223333/fanout"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:sns:*:*:*" } }
    }]
  })
}

resource "aws_opensearch_domain" "search" {
  domain_name = "search"

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

resource "aws_cloudwatch_log_resource_policy" "anyone" {
  policy_name = "anyone"
  policy_document = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "logs:PutLogEvents", Resource = "*" }]
  })
}

resource "aws_codeartifact_domain_permissions_policy" "anyone" {
  domain = "shop"
  policy_document = jsonencode({
    Statement = [{ Effect = "Allow", Principal = "*", Action = "codeartifact:GetAuthorizationToken", Resource = "*" }]
  })
}

resource "aws_s3tables_table_bucket_policy" "anyone" {
  table_bucket_arn = "arn:aws:s3tables:eu-central-1:111122223333:bucket/shop"
  resource_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "s3tables:GetTableData", Resource = "*" }]
  })
}

resource "aws_ses_identity_policy" "anyone" {
  identity = "example.com"
  name     = "anyone"
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "ses:SendEmail", Resource = "*" }]
  })
}

resource "aws_lambda_layer_version_permission" "anyone" {
  layer_name     = "shop"
  version_number = 1
  statement_id   = "anyone"
  action         = "lambda:GetLayerVersion"
  principal      = "*"
}
