resource "aws_instance" "bastion" {
  ami                         = "ami-0a1b2c3d4e5f60718"
  instance_type               = "t3.micro"
  associate_public_ip_address = true
}

resource "aws_launch_template" "workers" {
  name = "workers"

  network_interfaces {
    associate_public_ip_address = "true"
  }
}

resource "aws_launch_configuration" "old" {
  image_id                    = "ami-0a1b2c3d4e5f60718"
  instance_type               = "t3.micro"
  associate_public_ip_address = true
}

resource "aws_subnet" "front" {
  vpc_id                  = "vpc-0a1b2c3d"
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
}
