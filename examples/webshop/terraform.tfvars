environment = "production"
account_id  = "111122223333"

certificate_arn = "arn:aws:acm:eu-central-1:111122223333:certificate/webshop"

# The CDN could not read the images, so the ACL was opened "for now".
assets_acl = "public-read"

buckets = {
  invoices = {
    expire_days = 3650
  }
  uploads = {
    expire_days = 30
  }
  exports = {
    versioned = false
  }
}

bastion_ingress = [
  {
    description = "ssh from the office"
    port        = 22
    cidr_blocks = ["198.51.100.0/24"]
  },
  {
    description = "ssh while travelling"
    port        = 22
    cidr_blocks = ["0.0.0.0/0"]
  },
]

# Copied from staging.
database_encrypted   = false
database_backup_days = 0
