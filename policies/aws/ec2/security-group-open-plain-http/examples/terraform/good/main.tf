resource "aws_security_group_rule" "web" {
  type              = "ingress"
  description       = "web"
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = "sg-0a1b2c3d4e5f60718"
}

resource "aws_vpc_security_group_ingress_rule" "internal" {
  security_group_id = "sg-0a1b2c3d4e5f60718"
  description       = "from the load balancer"
  from_port         = 80
  to_port           = 80
  ip_protocol       = "tcp"
  prefix_list_id    = "pl-0a1b2c3d"
}
