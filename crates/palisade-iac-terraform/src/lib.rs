//! Terraform and OpenTofu configurations as resources.
