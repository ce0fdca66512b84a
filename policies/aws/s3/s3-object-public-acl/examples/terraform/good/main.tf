resource "aws_s3_object" "price_list" {
  bucket = "shop-exports"
  key    = "prices.csv"
}

resource "aws_s3_bucket_object" "manual" {
  bucket = "shop-exports"
  key    = "manual.pdf"
  acl    = "bucket-owner-full-control"
}

resource "aws_s3_object_copy" "orders" {
  bucket = "shop-exports"
  key    = "orders.csv"
  source = "shop-orders/orders.csv"

  grant {
    id          = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"
    type        = "CanonicalUser"
    permissions = ["READ"]
  }
}
