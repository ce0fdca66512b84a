variable "nodes" {
  type    = number
  default = 3
}

resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  cluster_config {
    instance_count = var.nodes
  }

  encrypt_at_rest {
    enabled = true
  }

  node_to_node_encryption {
    enabled = "true"
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
}
