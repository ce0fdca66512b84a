resource "aws_db_instance" "orders" {
  engine            = "postgres"
  instance_class    = "db.t3.medium"
  allocated_storage = 50
  storage_encrypted = "true"
}

resource "aws_db_instance" "replica" {
  instance_class      = "db.t3.medium"
  replicate_source_db = aws_db_instance.orders.identifier
}

resource "aws_rds_cluster" "stock" {
  cluster_identifier = "stock"
  engine             = "aurora-mysql"
  engine_mode        = "serverless"
}

resource "aws_rds_global_cluster" "catalogue" {
  global_cluster_identifier = "catalogue"
  engine                    = "aurora-postgresql"
  storage_encrypted         = true
}
