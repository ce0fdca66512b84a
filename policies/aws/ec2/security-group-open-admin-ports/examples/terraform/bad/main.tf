resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "bastion host"

  ingress {
    description = "administration"
    from_port   = "22"
    to_port     = "22"
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "desktop" {
  type              = "ingress"
  description       = "remote desktop"
  from_port         = 3000
  to_port           = 4000
  protocol          = "tcp"
  ipv6_cidr_blocks  = ["::/0"]
  security_group_id = aws_security_group.bastion.id
}

resource "aws_vpc_security_group_ingress_rule" "desktop" {
  security_group_id = aws_security_group.bastion.id
  description       = "remote desktop"
  ip_protocol       = "tcp"
  from_port         = 3389
  to_port           = 3389
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group_rule" "shell" {
  type              = "ingress"
  description       = "shell"
  from_port         = 22
  to_port           = 22
  protocol          = "6"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.bastion.id
}

resource "aws_security_group_rule" "desktop_udp" {
  type              = "ingress"
  description       = "remote desktop"
  from_port         = 3389
  to_port           = 3389
  protocol          = "UDP"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.bastion.id
}

# Half of the addresses of IPv6 that are given out, and four quarters of IPv4.
resource "aws_security_group_rule" "six" {
  type              = "ingress"
  security_group_id = aws_security_group.bastion.id
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  ipv6_cidr_blocks  = ["2000::/3"]
}

resource "aws_security_group" "quarters" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"]
  }
}

# A prefix list is as narrow as its entries.
resource "aws_ec2_managed_prefix_list" "everybody" {
  name           = "everybody"
  address_family = "IPv4"
  max_entries    = 2
}

resource "aws_ec2_managed_prefix_list_entry" "everybody" {
  for_each       = toset(["0.0.0.0/1", "128.0.0.0/1"])
  prefix_list_id = aws_ec2_managed_prefix_list.everybody.id
  cidr           = each.value
}

resource "aws_vpc_security_group_ingress_rule" "listed" {
  security_group_id = "sg-0a1b2c3d"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.everybody.id
}
