terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
resource "terraform_data" "a" { input = provider::terraform::encode_tfvars({ a = 1, b = "x", c = [true, null] }) }
resource "terraform_data" "b" { input = provider::terraform::decode_tfvars("a = 1\nb = [\"x\"]") }
resource "terraform_data" "c" { input = provider::terraform::encode_expr({ a = [1, "two"] }) }
resource "terraform_data" "d" { input = core::upper("x") }
