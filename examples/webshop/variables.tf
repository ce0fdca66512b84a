variable "region" {
  description = "Where the shop runs."
  type        = string
  default     = "eu-central-1"
}

variable "environment" {
  description = "One of staging and production."
  type        = string

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "The environment is staging or production."
  }
}

variable "account_id" {
  description = "The AWS account the shop lives in."
  type        = string
}

variable "buckets" {
  description = "The shop's buckets by purpose."
  type = map(object({
    acl          = optional(string, "private")
    versioned    = optional(bool, true)
    block_public = optional(bool, true)
    expire_days  = optional(number, 0)
  }))
}

variable "assets_acl" {
  description = "The ACL of the bucket that product images are served from."
  type        = string
  default     = "private"
}

variable "bastion_count" {
  description = "How many jump hosts to run."
  type        = number
  default     = 1
}

variable "bastion_ingress" {
  description = "Who may reach the jump hosts."
  type = list(object({
    description = string
    port        = number
    cidr_blocks = list(string)
  }))
  default = [
    {
      description = "ssh from the office"
      port        = 22
      cidr_blocks = ["198.51.100.0/24"]
    },
  ]
}

variable "database_encrypted" {
  description = "Whether the orders database is encrypted at rest."
  type        = bool
  default     = true
}

variable "database_backup_days" {
  description = "How many days of backups the orders database keeps."
  type        = number
  default     = 14
}

variable "cluster_endpoint_cidrs" {
  description = "Who may reach the Kubernetes API."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "certificate_arn" {
  description = "The certificate that the load balancer shows."
  type        = string
}

variable "image_tag" {
  description = "The release of the order worker; the pipeline passes it in."
  type        = string
}
