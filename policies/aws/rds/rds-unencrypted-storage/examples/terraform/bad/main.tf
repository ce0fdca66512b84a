resource "aws_db_instance" "orders" {
  engine            = "postgres"
  instance_class    = "db.t3.medium"
  allocated_storage = 50
}

resource "aws_rds_cluster" "stock" {
  cluster_identifier = "stock"
  engine             = "aurora-mysql"
  storage_encrypted  = false
}

resource "aws_rds_global_cluster" "catalogue" {
  global_cluster_identifier = "catalogue"
  engine                    = "aurora-postgresql"
}

variable "copy_of" {
  type    = string
  default = ""
}

# Copies nothing.
resource "aws_db_instance" "archive" {
  engine              = "postgres"
  instance_class      = "db.t3.medium"
  allocated_storage   = 50
  replicate_source_db = var.copy_of
}
