resource "aws_iam_role_policy_attachment" "ci" {
  role       = "ci"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

data "aws_iam_policy" "iam" {
  name = "IAMFullAccess"
}

data "aws_partition" "current" {}

resource "aws_iam_role_policy_attachment" "partition" {
  role       = "nodes"
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_role_policy_attachments_exclusive" "deploy" {
  role_name = "deploy"
  policy_arns = [
    "arn:aws:iam::aws:policy/SecurityAudit",
    "arn:aws:iam::aws:policy/AdministratorAccess",
  ]
}

resource "aws_eks_access_policy_association" "developers" {
  cluster_name  = "shop"
  principal_arn = "arn:aws:iam::111122223333:role/developers"
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}
