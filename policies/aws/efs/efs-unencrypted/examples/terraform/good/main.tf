variable "encrypted" {
  type    = bool
  default = true
}

resource "aws_efs_file_system" "uploads" {
  creation_token = "uploads"
  encrypted      = var.encrypted
}
