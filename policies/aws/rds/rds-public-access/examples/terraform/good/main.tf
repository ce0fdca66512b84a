resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.t3.medium"
}

resource "aws_rds_cluster_instance" "stock" {
  count               = 2
  cluster_identifier  = "stock"
  engine              = "aurora-mysql"
  instance_class      = "db.r6g.large"
  publicly_accessible = false
}

# Terraform takes it for false.
resource "aws_db_instance" "quoted" {
  engine              = "postgres"
  publicly_accessible = "0"
}
