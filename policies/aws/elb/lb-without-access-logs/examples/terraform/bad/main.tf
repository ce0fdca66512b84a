resource "aws_lb" "web" {
  name = "web"

  access_logs {
    bucket = "shop-lb-logs"
  }
}

resource "aws_elb" "old" {
  name = "old"
}
