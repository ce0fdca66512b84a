resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.t3.medium"
}

resource "aws_db_instance" "stock" {
  engine                  = "postgres"
  instance_class          = "db.t3.medium"
  backup_retention_period = 0
}
