resource "aws_security_group" "lab" {
  name        = "lab"
  description = "lab machines"

  ingress = [
    {
      description      = "from the office"
      from_port        = 0
      to_port          = 0
      protocol         = "-1"
      cidr_blocks      = ["198.51.100.0/24"]
      ipv6_cidr_blocks = []
      prefix_list_ids  = []
      security_groups  = []
      self             = false
    },
    {
      description      = "ping"
      from_port        = -1
      to_port          = -1
      protocol         = "icmp"
      cidr_blocks      = ["0.0.0.0/0"]
      ipv6_cidr_blocks = []
      prefix_list_ids  = []
      security_groups  = []
      self             = false
    },
  ]

  egress {
    description = "out"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# Port 0 alone: only protocol -1 makes it all of them.
resource "aws_security_group_rule" "zero" {
  type              = "ingress"
  security_group_id = "sg-0a1b2c3d"
  description       = "port zero"
  from_port         = 0
  to_port           = 0
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
}
