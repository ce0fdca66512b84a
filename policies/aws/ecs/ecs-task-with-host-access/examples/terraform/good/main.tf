variable "image" {
  type = string
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    { name = "web", image = var.image, essential = true, readonlyRootFilesystem = true },
  ])

  volume {
    name = "cache"
  }
}
