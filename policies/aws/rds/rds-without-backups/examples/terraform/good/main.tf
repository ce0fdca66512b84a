resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  instance_class          = "db.t3.medium"
  backup_retention_period = "14"
}

resource "aws_db_instance" "replica" {
  instance_class      = "db.t3.medium"
  replicate_source_db = aws_db_instance.orders.identifier
}

resource "aws_rds_cluster" "catalogue" {
  cluster_identifier = "catalogue"
  engine             = "aurora-postgresql"
}
