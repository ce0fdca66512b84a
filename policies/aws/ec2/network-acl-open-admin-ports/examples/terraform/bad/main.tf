resource "aws_network_acl" "inline" {
  vpc_id = "vpc-0a1b2c3d"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 22
    to_port    = 22
  }
}

# The denial comes after the rule that allows everything.
resource "aws_network_acl" "late" {
  vpc_id = "vpc-0a1b2c3d"
}

variable "rules" {
  default = {
    all     = { number = 100, action = "allow", protocol = "-1", port = 0 }
    no_ssh  = { number = 200, action = "deny", protocol = "tcp", port = 22 }
    desktop = { number = 90, action = "allow", protocol = "tcp", port = 3389 }
  }
}

resource "aws_network_acl_rule" "late" {
  for_each       = var.rules
  network_acl_id = aws_network_acl.late.id
  rule_number    = each.value.number
  rule_action    = each.value.action
  protocol       = each.value.protocol
  cidr_block     = "0.0.0.0/0"
  from_port      = each.value.port
  to_port        = each.value.port
}

resource "aws_network_acl_rule" "six" {
  network_acl_id  = "acl-0a1b2c3d"
  rule_number     = 100
  rule_action     = "allow"
  protocol        = "6"
  ipv6_cidr_block = "::/0"
  from_port       = 0
  to_port         = 1023
}
