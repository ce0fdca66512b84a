# --- Jump hosts -------------------------------------------------------------

data "aws_ami" "linux" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-*-x86_64"]
  }
}

resource "aws_security_group" "bastion" {
  name        = "${local.name}-bastion"
  description = "Jump hosts"
  vpc_id      = module.network.vpc_id

  dynamic "ingress" {
    for_each = var.bastion_ingress

    content {
      description = ingress.value.description
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = "tcp"
      cidr_blocks = ingress.value.cidr_blocks
    }
  }

  egress {
    description = "https to the package mirrors"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "bastion" {
  count = var.bastion_count

  ami                    = data.aws_ami.linux.id
  instance_type          = "t3.micro"
  subnet_id              = module.network.public_subnet_ids[count.index]
  vpc_security_group_ids = [aws_security_group.bastion.id]
  # palisade:allow ec2-public-ip -- a jump host has to be reachable
  associate_public_ip_address = true

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }

  root_block_device {
    volume_size = 20
    encrypted   = true
  }

  tags = {
    Name = "${local.name}-bastion-${count.index}"
  }
}

# --- Load balancer ----------------------------------------------------------

resource "aws_security_group" "alb" {
  name        = "${local.name}-alb"
  description = "The public load balancer"
  vpc_id      = module.network.vpc_id

  ingress {
    description = "https from everywhere"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    description = "to the cluster"
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = local.private_cidrs
  }
}

resource "aws_lb" "shop" {
  name                       = local.name
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = module.network.public_subnet_ids
  security_groups            = [aws_security_group.alb.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = local.production

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "alb"
    enabled = true
  }
}

resource "aws_lb_target_group" "storefront" {
  name        = "${local.name}-storefront"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = module.network.vpc_id

  health_check {
    path = "/healthz"
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.storefront.arn
  }
}

# Old scanners in the warehouse cannot do TLS.
resource "aws_lb_listener" "warehouse" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 8081
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.storefront.arn
  }
}

# --- Kubernetes -------------------------------------------------------------

resource "aws_eks_cluster" "shop" {
  name     = local.name
  role_arn = aws_iam_role.cluster.arn
  version  = "1.30"

  enabled_cluster_log_types = ["api", "audit", "authenticator"]

  vpc_config {
    subnet_ids              = module.network.private_subnet_ids
    endpoint_private_access = true
    endpoint_public_access  = true
    public_access_cidrs     = var.cluster_endpoint_cidrs
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.data.arn
    }
  }
}

resource "aws_ecr_repository" "images" {
  for_each = toset(["storefront", "orders", "payments"])

  name                 = "webshop/${each.key}"
  image_tag_mutability = each.key == "payments" ? "IMMUTABLE" : "MUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.data.arn
  }
}

# --- Order events -----------------------------------------------------------

resource "aws_sqs_queue" "orders" {
  name                       = "${local.name}-orders"
  visibility_timeout_seconds = 120
  kms_master_key_id          = aws_kms_key.queue.id

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.orders_dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "orders_dead" {
  name                      = "${local.name}-orders-dead"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = false
}

resource "aws_sns_topic" "alerts" {
  name = "${local.name}-alerts"
}

resource "aws_lambda_function" "order_worker" {
  function_name = "${local.name}-order-worker"
  role          = aws_iam_role.order_worker.arn
  package_type  = "Image"
  image_uri     = "${aws_ecr_repository.images["orders"].repository_url}:${var.image_tag}"
  timeout       = 60
  kms_key_arn   = aws_kms_key.data.arn

  environment {
    variables = {
      QUEUE_URL   = aws_sqs_queue.orders.url
      DATABASE    = module.orders_db.address
      ENVIRONMENT = var.environment
    }
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.orders_dead.arn
  }

  tracing_config {
    mode = "Active"
  }
}

# The partner's shop system posts stock levels here.
resource "aws_lambda_function_url" "stock_webhook" {
  function_name      = aws_lambda_function.order_worker.function_name
  authorization_type = "NONE"
}
