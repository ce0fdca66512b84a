variable "metadata" {
  type    = map(string)
  default = { tokens = "required" }
}

resource "aws_launch_template" "workers" {
  name     = "workers"
  image_id = "ami-0a1b2c3d4e5f60718"

  metadata_options {
    http_tokens                 = var.metadata["tokens"]
    http_put_response_hop_limit = 1
  }
}

resource "aws_instance" "from_template" {
  launch_template {
    id = aws_launch_template.workers.id
  }
}

resource "aws_instance" "isolated" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.small"

  metadata_options {
    http_endpoint = "disabled"
  }
}
