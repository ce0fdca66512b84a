variable "users" {
  type    = list(string)
  default = []
}

resource "aws_iam_policy_attachment" "billing" {
  name       = "billing"
  groups     = ["finance"]
  users      = var.users
  policy_arn = "arn:aws:iam::aws:policy/job-function/Billing"
}

resource "aws_iam_policy_attachment" "audit" {
  name       = "audit"
  roles      = ["auditor"]
  policy_arn = "arn:aws:iam::aws:policy/SecurityAudit"
}
