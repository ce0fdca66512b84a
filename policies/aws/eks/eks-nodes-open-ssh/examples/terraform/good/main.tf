resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Who may log in to nodes"
}

resource "aws_eks_node_group" "workers" {
  cluster_name    = "prod"
  node_group_name = "workers"
  node_role_arn   = "arn:aws:iam::111122223333:role/node"
  subnet_ids      = ["subnet-1"]

  scaling_config {
    desired_size = 3
    max_size     = 6
    min_size     = 3
  }

  remote_access {
    ec2_ssh_key               = "operators"
    source_security_group_ids = [aws_security_group.bastion.id]
  }
}

resource "aws_eks_node_group" "plain" {
  cluster_name    = "prod"
  node_group_name = "plain"
  node_role_arn   = "arn:aws:iam::111122223333:role/node"
  subnet_ids      = ["subnet-1"]

  scaling_config {
    desired_size = 3
    max_size     = 6
    min_size     = 3
  }
}
