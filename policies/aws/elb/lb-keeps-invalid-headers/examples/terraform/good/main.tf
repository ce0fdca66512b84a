resource "aws_lb" "web" {
  name                       = "web"
  drop_invalid_header_fields = true
}

resource "aws_lb" "queue" {
  name               = "queue"
  load_balancer_type = "network"
}
