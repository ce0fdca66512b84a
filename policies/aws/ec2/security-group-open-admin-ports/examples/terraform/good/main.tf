variable "offices" {
  type    = list(string)
  default = ["198.51.100.0/24", "203.0.113.0/28"]
}

resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "bastion host"

  dynamic "ingress" {
    for_each = var.offices

    content {
      description = "administration"
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }

  ingress {
    description = "web"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "among the bastions"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    self        = true
  }
}

resource "aws_security_group_rule" "out" {
  type              = "egress"
  description       = "out to hosts"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.bastion.id
}

resource "aws_vpc_security_group_ingress_rule" "desktop" {
  security_group_id            = aws_security_group.bastion.id
  description                  = "remote desktop"
  from_port                    = 3389
  to_port                      = 3389
  ip_protocol                  = "tcp"
  referenced_security_group_id = "sg-0a1b2c3d4e5f60718"
}

# Nothing listens for SSH over UDP.
resource "aws_security_group_rule" "probes" {
  type              = "ingress"
  description       = "probes of the path"
  from_port         = 22
  to_port           = 22
  protocol          = "udp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.bastion.id
}

resource "aws_vpc_security_group_ingress_rule" "tunnel" {
  security_group_id = aws_security_group.bastion.id
  description       = "tunnel"
  ip_protocol       = "50"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_ec2_managed_prefix_list" "offices" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 2

  dynamic "entry" {
    for_each = ["203.0.113.0/28", "198.51.100.10/32"]
    content {
      cidr = entry.value
    }
  }
}

resource "aws_vpc_security_group_ingress_rule" "listed" {
  security_group_id = "sg-0a1b2c3d"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.offices.id
}
