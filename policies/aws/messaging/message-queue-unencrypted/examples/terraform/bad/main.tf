resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_sns_topic" "alerts" {
  name = "alerts"
}

variable "key" {
  type    = string
  default = ""
}

resource "aws_sns_topic" "forgotten" {
  name              = "forgotten"
  kms_master_key_id = var.key
}

# Blank, and no truth value either, is no key.
resource "aws_sns_topic" "blank" {
  name              = "blank"
  kms_master_key_id = " "
}

resource "aws_sns_topic" "refused" {
  name              = "refused"
  kms_master_key_id = false
}
