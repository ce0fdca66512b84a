variable "password" {
  type      = string
  sensitive = true
  default   = "correct-horse"
}

resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.t4g.small"
  username       = "orders"
  password       = var.password
}

resource "aws_secretsmanager_secret_version" "orders" {
  secret_id     = "orders"
  secret_string = "correct-horse"
}

resource "aws_lambda_function" "mail" {
  function_name = "mail"
  role          = "arn:aws:iam::111122223333:role/mail"

  environment {
    variables = {
      LOG_LEVEL     = "info"
      SMTP_PASSWORD = "correct-horse"
      DATABASE_URL  = "postgres://orders:correct-horse@db.internal/orders"
    }
  }
}

resource "aws_ecs_task_definition" "web" {
  family = "web"

  container_definitions = jsonencode([{
    name        = "web"
    image       = "registry.example.com/web:1.4.2"
    environment = [{ name = "SESSION_SECRET", value = "correct-horse" }]
  }])
}

resource "aws_instance" "worker" {
  ami           = "ami-0a1b2c3d"
  instance_type = "t3.small"

  user_data = <<-EOT
    #!/bin/sh
    export DB_PASSWORD=correct-horse
    /opt/worker/run
  EOT
}
