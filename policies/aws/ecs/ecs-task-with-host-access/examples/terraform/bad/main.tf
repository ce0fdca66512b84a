resource "aws_ecs_task_definition" "agent" {
  family   = "agent"
  pid_mode = "host"

  container_definitions = jsonencode([
    { name = "agent", image = "registry.example.com/agent:1.4.2", memory = 128, privileged = true },
    { name = "side", image = "registry.example.com/side:2.0.1", memory = 64 },
  ])

  volume {
    name      = "docker"
    host_path = "/var/run/docker.sock"
  }
}
