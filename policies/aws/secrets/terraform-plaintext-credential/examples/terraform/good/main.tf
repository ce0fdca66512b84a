resource "random_password" "orders" {
  length = 32
}

resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.t4g.small"
  username       = "orders"
  password       = random_password.orders.result
}

resource "aws_rds_cluster" "shop" {
  engine                      = "aurora-postgresql"
  master_username             = "shop"
  manage_master_user_password = true
}

resource "aws_secretsmanager_secret" "orders" {
  name = "orders"
}

resource "aws_secretsmanager_secret_version" "orders" {
  secret_id     = aws_secretsmanager_secret.orders.id
  secret_string = random_password.orders.result
}

resource "aws_lambda_function" "mail" {
  function_name = "mail"
  role          = "arn:aws:iam::111122223333:role/mail"

  environment {
    variables = {
      LOG_LEVEL        = "info"
      SMTP_SECRET      = aws_secretsmanager_secret.orders.arn
      API_TOKEN_SECRET = "prod/mail-token"
      TOKEN_LIFETIME   = "3600"
      DB_SECRET        = "orders-database"
      CACHE_URL        = "redis://cache.internal:6379/0"
    }
  }
}

resource "aws_ecs_task_definition" "web" {
  family = "web"

  container_definitions = jsonencode([{
    name        = "web"
    image       = "registry.example.com/web:1.4.2"
    environment = [{ name = "MODE", value = "fast" }]
    secrets     = [{ name = "SESSION_SECRET", valueFrom = aws_secretsmanager_secret.orders.arn }]
  }])
}

resource "aws_instance" "worker" {
  ami           = "ami-0a1b2c3d"
  instance_type = "t3.small"

  user_data = <<-EOT
    #!/bin/sh
    DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id orders --query SecretString)
    export DB_PASSWORD
    /opt/worker/run
  EOT
}

resource "aws_secretsmanager_secret_version" "filled_in_by_hand" {
  secret_id     = aws_secretsmanager_secret.orders.id
  secret_string = "placeholder"

  lifecycle {
    ignore_changes = [secret_string]
  }
}

resource "aws_secretsmanager_secret_version" "whole" {
  secret_id     = aws_secretsmanager_secret.orders.id
  secret_string = jsonencode({ username = "orders", password = random_password.orders.result })
}

resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"

  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}

resource "aws_launch_template" "node" {
  name      = "node"
  user_data = "#!/bin/sh\n/etc/eks/bootstrap.sh main --apiserver-endpoint ${aws_eks_cluster.main.endpoint}\n"
}
