data "aws_ami" "amazon" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-*-x86_64"]
  }
}

data "aws_ami" "own" {
  most_recent = true

  filter {
    name   = "owner-id"
    values = ["111122223333"]
  }
}
