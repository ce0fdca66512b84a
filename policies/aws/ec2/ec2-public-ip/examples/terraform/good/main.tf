variable "instances" {
  type = map(object({ public = bool }))
  default = {
    api   = { public = false }
    queue = { public = false }
  }
}

resource "aws_instance" "service" {
  for_each                    = var.instances
  ami                         = "ami-0a1b2c3d4e5f60718"
  instance_type               = "t3.micro"
  associate_public_ip_address = each.value.public
}

resource "aws_launch_configuration" "old" {
  image_id                    = "ami-0a1b2c3d4e5f60718"
  instance_type               = "t3.micro"
  associate_public_ip_address = "false"
}

resource "aws_subnet" "back" {
  vpc_id     = "vpc-0a1b2c3d"
  cidr_block = "10.0.2.0/24"
}
