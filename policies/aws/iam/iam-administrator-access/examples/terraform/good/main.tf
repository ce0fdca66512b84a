data "aws_iam_policy" "audit" {
  name = "SecurityAudit"
}

resource "aws_iam_role_policy_attachment" "ci" {
  for_each   = toset(["AmazonEC2ContainerRegistryPowerUser", "AWSCodeBuildReadOnlyAccess"])
  role       = "ci"
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}

# The partition is asked of AWS; the name is known.
data "aws_partition" "current" {}

resource "aws_iam_role_policy_attachment" "nodes" {
  role       = "nodes"
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}
