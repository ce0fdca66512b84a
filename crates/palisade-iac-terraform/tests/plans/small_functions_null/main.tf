resource "terraform_data" "x" {
  for_each = {
    a = jsonencode(coalesce(null, "", "x"))
    b = jsonencode(compact(["", null, "a"]))
    c = jsonencode(merge(null, { a = 1 }))
    d = jsonencode(try(length(null), "err"))
    e = jsonencode(can(tostring(null)))
    f = jsonencode(join(",", ["a", "b"]))
    g = jsonencode(lookup({ a = null }, "a", "d"))
    h = jsonencode(try(upper(null), "err"))
    i = jsonencode(concat([], [null]))
    k = jsonencode(distinct([null, null, "a"]))
    l = jsonencode(format("%v %s", null, "x"))
    m = jsonencode(tolist([null, 1]))
    n = jsonencode([for x in [1, null] : x == null])
    o = jsonencode(try(max(1, null), "err"))
    p = jsonencode(zipmap(["a", "b"], [null, 1]))
    q = jsonencode(flatten([null, [1, [null]]]))
    r = jsonencode(setunion([null], ["a"]))
    s = jsonencode(alltrue([true, null]))
    t = jsonencode(anytrue([null, false]))
    u = jsonencode(try(sum([1, null]), "err"))
    w = jsonencode(one([null]))
    x = jsonencode(values({ a = null }))
    y = jsonencode(try(element([null], 0), "e"))
    z = jsonencode(jsonencode(null))
  }
  input = each.value
}
