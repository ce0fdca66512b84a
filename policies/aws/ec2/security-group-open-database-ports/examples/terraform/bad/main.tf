resource "aws_security_group" "orders" {
  name        = "orders"
  description = "orders database"

  ingress {
    description = "PostgreSQL"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "cache" {
  security_group_id = aws_security_group.orders.id
  description       = "Redis"
  from_port         = 6000
  to_port           = 6400
  ip_protocol       = "tcp"
  cidr_ipv6         = "::/0"
}
