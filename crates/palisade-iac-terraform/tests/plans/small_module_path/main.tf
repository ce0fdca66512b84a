module "a" {
  source = "./m"
  providers = {}
}
resource "terraform_data" "x" { input = [path.module, path.root, module.a.p, fileexists("${path.module}/f.txt"), file("f.txt"), module.a.f, fileset(path.module, "*.txt")] }
