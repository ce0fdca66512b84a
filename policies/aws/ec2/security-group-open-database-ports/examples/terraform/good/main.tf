resource "aws_security_group" "orders" {
  name        = "orders"
  description = "orders database"

  ingress {
    description     = "PostgreSQL"
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = ["sg-0a1b2c3d4e5f60718"]
  }

  ingress {
    description = "PostgreSQL from the private subnets"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = [for i in range(3) : cidrsubnet("10.0.0.0/16", 8, i)]
  }
}

resource "aws_security_group_rule" "web" {
  type              = "ingress"
  description       = "web"
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.orders.id
}
