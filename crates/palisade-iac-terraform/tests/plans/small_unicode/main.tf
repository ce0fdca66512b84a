resource "terraform_data" "ünï" {
  input = { "ключ" = "значение", emoji = "👩‍👩‍👧", len = length("👩‍👩‍👧é"), up = upper("straße"), sub = substr("héllo", 1, 3), rev = strrev("añb"), title = title("hello wörld") }
}
