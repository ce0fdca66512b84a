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

# A network load balancer without TLS has nothing to log.
resource "aws_lb" "database" {
  name               = "database"
  load_balancer_type = "network"
  internal           = true
  subnets            = ["subnet-1"]
}

resource "aws_lb_listener" "database" {
  load_balancer_arn = aws_lb.database.arn
  port              = 5432
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/database/0a1b2c3d"
  }
}
