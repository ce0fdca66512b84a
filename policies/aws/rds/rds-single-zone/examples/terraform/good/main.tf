variable "environment" {
  type    = string
  default = "production"
}

resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.t3.medium"
  multi_az       = var.environment == "production"
}
