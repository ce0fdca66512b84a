mock_provider "aws" {}
run "setup" {
  module { source = "./tests/setup" }
}
