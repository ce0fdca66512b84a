resource "kubernetes_pod" "shop" {
  metadata {
    name      = "shop"
    namespace = "shop"
  }
  spec {
    container {
      name  = "shop"
      image = "registry.example/shop:1.4.2"
      security_context {
        privileged = false
      }
    }
  }
}
