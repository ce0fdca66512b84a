resource "aws_security_group_rule" "web" {
  type              = "ingress"
  description       = "web"
  from_port         = 80
  to_port           = 80
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = "sg-0a1b2c3d4e5f60718"
}
