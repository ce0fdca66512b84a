variable "disks" {
  type = map(number)
  default = {
    "/dev/sdf" = 50
    "/dev/sdg" = 100
  }
}

resource "aws_ebs_volume" "data" {
  availability_zone = "eu-central-1a"
  size              = 20
  encrypted         = "true"
}

resource "aws_ebs_encryption_by_default" "region" {}

resource "aws_instance" "web" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.small"

  root_block_device {
    encrypted = true
  }

  dynamic "ebs_block_device" {
    for_each = var.disks

    content {
      device_name = ebs_block_device.key
      volume_size = ebs_block_device.value
      encrypted   = true
    }
  }
}

resource "aws_launch_template" "workers" {
  name = "workers"

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      encrypted = true
    }
  }
}

# As its snapshot is.
resource "aws_instance" "restored" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.small"

  root_block_device {
    encrypted = true
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    snapshot_id = "snap-0a1b2c3d4e5f60718"
  }
}

# In a region where new volumes are encrypted by default nothing need be said.
provider "aws" {
  alias  = "frankfurt"
  region = "eu-central-1"
}

resource "aws_ebs_encryption_by_default" "frankfurt" {
  provider = aws.frankfurt
}

resource "aws_ebs_volume" "frankfurt" {
  provider          = aws.frankfurt
  availability_zone = "eu-central-1a"
  size              = 20
}

resource "aws_instance" "frankfurt" {
  provider      = aws.frankfurt
  ami           = "ami-0a1b2c3d"
  instance_type = "t3.small"
}
