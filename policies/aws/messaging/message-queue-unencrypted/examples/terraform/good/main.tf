resource "aws_kms_key" "messages" {
  description         = "messages"
  enable_key_rotation = true
}

resource "aws_sqs_queue" "orders" {
  name              = "orders"
  kms_master_key_id = aws_kms_key.messages.id
}

resource "aws_sqs_queue" "clicks" {
  name                    = "clicks"
  sqs_managed_sse_enabled = true
}

resource "aws_sns_topic" "alerts" {
  name              = "alerts"
  kms_master_key_id = "alias/aws/sns"
}
