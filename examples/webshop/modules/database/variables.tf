variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "allowed_cidrs" {
  type = list(string)
}

variable "encrypted" {
  type    = bool
  default = true
}

variable "kms_key_arn" {
  type = string
}

variable "backup_days" {
  type    = number
  default = 14
}

variable "multi_az" {
  type    = bool
  default = true
}

variable "delete_protection" {
  type    = bool
  default = true
}
