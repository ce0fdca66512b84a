variable "privileged" {
  default = true
}

resource "kubernetes_deployment_v1" "shop" {
  metadata {
    name      = "shop"
    namespace = "shop"
  }
  spec {
    selector {
      match_labels = { app = "shop" }
    }
    template {
      metadata {
        labels = { app = "shop" }
      }
      spec {
        container {
          name  = "shop"
          image = "registry.example/shop:1.4.2"
          security_context {
            privileged = var.privileged
          }
        }
      }
    }
  }
}

resource "kubernetes_manifest" "agent" {
  manifest = {
    apiVersion = "apps/v1"
    kind       = "DaemonSet"
    metadata   = { name = "agent", namespace = "agents" }
    spec = {
      selector = { matchLabels = { app = "agent" } }
      template = {
        metadata = { labels = { app = "agent" } }
        spec = {
          containers = [{
            name            = "agent"
            image           = "registry.example/agent:2.0.1"
            securityContext = { privileged = true }
          }]
        }
      }
    }
  }
}
