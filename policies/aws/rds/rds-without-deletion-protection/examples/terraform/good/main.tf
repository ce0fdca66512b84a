variable "protected" {
  type    = bool
  default = true
}

resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.t3.medium"
  deletion_protection = var.protected
}

resource "aws_rds_cluster" "stock" {
  cluster_identifier  = "stock"
  engine              = "aurora-mysql"
  deletion_protection = "true"
}
