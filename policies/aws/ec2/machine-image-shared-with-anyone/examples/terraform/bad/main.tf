resource "aws_ami_launch_permission" "base" {
  image_id = "ami-0a1b2c3d4e5f60718"
  group    = "all"
}

resource "aws_snapshot_create_volume_permission" "data" {
  snapshot_id = "snap-0a1b2c3d4e5f60718"
  account_id  = "all"
}

resource "aws_imagebuilder_distribution_configuration" "base" {
  name = "base"

  distribution {
    region = "eu-central-1"

    ami_distribution_configuration {
      name = "base-{{ imagebuilder:buildDate }}"

      launch_permission {
        user_groups = ["all"]
      }
    }
  }
}

resource "aws_ebs_snapshot_block_public_access" "region" {
  state = "unblocked"
}
