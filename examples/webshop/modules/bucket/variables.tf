variable "name" {
  type = string
}

variable "acl" {
  type    = string
  default = "private"
}

variable "versioned" {
  type    = bool
  default = true
}

variable "block_public" {
  type    = bool
  default = true
}

variable "expire_days" {
  description = "Days until objects are deleted; 0 keeps them."
  type        = number
  default     = 0
}

variable "kms_key_arn" {
  type = string
}

variable "log_bucket" {
  type = string
}
