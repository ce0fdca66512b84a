resource "aws_ami_launch_permission" "base" {
  image_id   = "ami-0a1b2c3d4e5f60718"
  account_id = "111122223333"
}

resource "aws_ami_launch_permission" "organization" {
  image_id         = "ami-0a1b2c3d4e5f60718"
  organization_arn = "arn:aws:organizations::111122223333:organization/o-exampleorgid"
}

resource "aws_snapshot_create_volume_permission" "data" {
  snapshot_id = "snap-0a1b2c3d4e5f60718"
  account_id  = "111122223333"
}

resource "aws_imagebuilder_distribution_configuration" "base" {
  name = "base"

  distribution {
    region = "eu-central-1"

    ami_distribution_configuration {
      name = "base-{{ imagebuilder:buildDate }}"

      launch_permission {
        user_ids = ["111122223333"]
      }
    }
  }
}

resource "aws_ebs_snapshot_block_public_access" "region" {
  state = "block-all-sharing"
}

resource "aws_ec2_image_block_public_access" "region" {
  state = "block-new-sharing"
}
