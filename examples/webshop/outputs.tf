output "shop_address" {
  description = "Where customers find the shop."
  value       = aws_lb.shop.dns_name
}

output "assets_bucket" {
  description = "Where product images live."
  value       = module.assets.name
}

output "bucket_arns" {
  description = "The shop's other buckets by purpose."
  value       = { for purpose, bucket in module.buckets : purpose => bucket.arn }
}

output "bastions" {
  description = "Public addresses of the jump hosts."
  value       = aws_instance.bastion[*].public_ip
}

output "orders_database" {
  description = "Host name of the orders database."
  value       = module.orders_db.address
}
