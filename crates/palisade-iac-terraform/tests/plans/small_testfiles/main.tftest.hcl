variables { v = "t" }
run "one" {
  command = plan
  variables { v = "run" }
  assert {
    condition = terraform_data.x.input == "run"
    error_message = "no"
  }
}
