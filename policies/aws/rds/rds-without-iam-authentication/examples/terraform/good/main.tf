resource "aws_db_instance" "orders" {
  engine                              = "postgres"
  instance_class                      = "db.t3.medium"
  iam_database_authentication_enabled = true
}

resource "aws_db_instance" "ledger" {
  engine         = "oracle-ee"
  instance_class = "db.m6i.large"
}

resource "aws_rds_cluster" "stock" {
  cluster_identifier                  = "stock"
  engine                              = "aurora-mysql"
  iam_database_authentication_enabled = "true"
}
