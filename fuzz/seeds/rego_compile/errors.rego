package t

a := b

b := a

p contains x if y > x

q if q2

q2 if not q

r := 1

r contains 2

f(x) := g(x)

g(x) := f(x)

s if unknown_function(1)

u if { x := 1; x := 2 }

v if count(1, 2, 3)

w.x := 1

w := 2
