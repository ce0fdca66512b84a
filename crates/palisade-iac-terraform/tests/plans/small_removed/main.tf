removed {
  from = terraform_data.old
  lifecycle { destroy = false }
}
removed {
  from = module.gone
  lifecycle { destroy = true }
}
resource "terraform_data" "stays" { input = 1 }
