resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  cluster_config {
    instance_count = "3"
  }

  domain_endpoint_options {
    enforce_https = false
  }
}
