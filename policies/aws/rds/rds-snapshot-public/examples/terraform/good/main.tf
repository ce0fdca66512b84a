resource "aws_db_snapshot" "orders" {
  db_instance_identifier = "orders"
  db_snapshot_identifier = "orders-before-migration"
}

resource "aws_db_cluster_snapshot" "stock" {
  db_cluster_identifier          = "stock"
  db_cluster_snapshot_identifier = "stock-before-migration"
  shared_accounts                = ["111122223333"]
}
