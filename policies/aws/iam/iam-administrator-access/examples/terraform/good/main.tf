data "aws_iam_policy" "audit" {
  name = "SecurityAudit"
}

resource "aws_iam_role_policy_attachment" "ci" {
  for_each   = toset(["AmazonEC2ContainerRegistryPowerUser", "AWSCodeBuildReadOnlyAccess"])
  role       = "ci"
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}
