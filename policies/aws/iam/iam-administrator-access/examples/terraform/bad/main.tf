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
