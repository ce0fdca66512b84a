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

resource "aws_iam_group_policy_attachments_exclusive" "auditors" {
  group_name  = "auditors"
  policy_arns = ["arn:aws:iam::aws:policy/SecurityAudit"]
}

# Administration of one namespace.
resource "aws_eks_access_policy_association" "shop" {
  cluster_name  = "shop"
  principal_arn = "arn:aws:iam::111122223333:role/shop"
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type       = "namespace"
    namespaces = ["shop"]
  }
}
