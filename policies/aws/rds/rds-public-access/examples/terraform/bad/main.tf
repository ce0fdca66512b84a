resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.t3.medium"
  publicly_accessible = true
}

resource "aws_rds_cluster_instance" "stock" {
  cluster_identifier  = "stock"
  engine              = "aurora-mysql"
  instance_class      = "db.r6g.large"
  publicly_accessible = "true"
}

# Terraform takes it for true.
resource "aws_db_instance" "quoted" {
  engine              = "postgres"
  publicly_accessible = "1"
}
