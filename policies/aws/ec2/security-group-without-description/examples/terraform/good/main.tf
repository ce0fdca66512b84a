resource "aws_security_group" "api" {
  name        = "api"
  description = "the public programming interface"

  ingress {
    description = "HTTPS from the load balancer"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_vpc_security_group_egress_rule" "payments" {
  security_group_id = aws_security_group.api.id
  description       = "HTTPS to the payment provider"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  cidr_ipv4         = "198.51.100.0/24"
}
