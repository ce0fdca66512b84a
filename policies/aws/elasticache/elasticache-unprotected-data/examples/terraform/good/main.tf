variable "token" {
  type      = string
  sensitive = true
  nullable  = false
}

resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  at_rest_encryption_enabled = "true"
  transit_encryption_enabled = true
  auth_token                 = var.token
}

resource "aws_elasticache_replication_group" "catalogue" {
  replication_group_id = "catalogue"
  description          = "catalogue"
  engine               = "valkey"
  user_group_ids       = ["catalogue"]
}
