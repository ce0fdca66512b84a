resource "aws_instance" "web" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.small"
}

resource "aws_launch_template" "workers" {
  name     = "workers"
  image_id = "ami-0a1b2c3d4e5f60718"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }
}
