resource "aws_ebs_volume" "data" {
  availability_zone = "eu-central-1a"
  size              = 20
}

resource "aws_ebs_encryption_by_default" "region" {
  enabled = false
}

resource "aws_instance" "web" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.small"

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 50
    encrypted   = false
  }
}

resource "aws_launch_template" "workers" {
  name = "workers"

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 50
    }
  }
}

# Says no whatever its snapshot is.
resource "aws_instance" "restored" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.small"

  root_block_device {
    encrypted = true
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    snapshot_id = "snap-0a1b2c3d4e5f60718"
    encrypted   = false
  }
}

# The default is that of another region.
provider "aws" {
  alias  = "frankfurt"
  region = "eu-central-1"
}

resource "aws_ebs_encryption_by_default" "frankfurt" {
  provider = aws.frankfurt
}

resource "aws_ebs_volume" "elsewhere" {
  availability_zone = "eu-west-1a"
  size              = 20
}

resource "aws_ebs_volume" "contrary" {
  provider          = aws.frankfurt
  availability_zone = "eu-central-1a"
  size              = 20
  encrypted         = false
}
