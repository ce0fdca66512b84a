resource "terraform_data" "x" {
  input = [<<A
a
A
  , <<-B
      deep
    shallow
  B
  , <<-C

    x

      y
  C
  , <<D
D
  , "a\"b\\c\r\n"]
}
