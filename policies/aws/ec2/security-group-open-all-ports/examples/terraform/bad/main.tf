resource "aws_security_group" "lab" {
  name        = "lab"
  description = "lab machines"

  ingress {
    description = "anything goes"
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "lab" {
  security_group_id = aws_security_group.lab.id
  description       = "anything goes"
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "capitals" {
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "ALL"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
