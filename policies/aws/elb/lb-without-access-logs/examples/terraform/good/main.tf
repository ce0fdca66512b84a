resource "aws_lb" "web" {
  name = "web"

  dynamic "access_logs" {
    for_each = ["shop-lb-logs"]

    content {
      bucket  = access_logs.value
      enabled = true
    }
  }
}

resource "aws_lb" "inspection" {
  name               = "inspection"
  load_balancer_type = "gateway"
}

resource "aws_elb" "old" {
  name = "old"

  access_logs {
    bucket = "shop-lb-logs"
  }
}
