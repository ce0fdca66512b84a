resource "terraform_data" "x" {
  input = "x"
  provisioner "local-exec" {
    command = "echo ${self.id}"
    when    = destroy
    on_failure = continue
  }
  provisioner "remote-exec" {
    inline = ["true"]
    connection {
      host = "h"
      type = "ssh"
    }
  }
  connection {
    host = "x"
  }
}
