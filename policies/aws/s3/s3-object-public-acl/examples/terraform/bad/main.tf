variable "acl" {
  type    = string
  default = "public-read"
}

resource "aws_s3_object" "price_list" {
  bucket = "shop-exports"
  key    = "prices.csv"
  acl    = var.acl
}

resource "aws_s3_bucket_object" "manual" {
  bucket = "shop-exports"
  key    = "manual.pdf"
  acl    = "authenticated-read"
}

resource "aws_s3_object_copy" "orders" {
  bucket = "shop-exports"
  key    = "orders.csv"
  source = "shop-orders/orders.csv"

  grant {
    uri         = "http://acs.amazonaws.com/groups/global/AllUsers"
    type        = "Group"
    permissions = ["READ"]
  }
}
