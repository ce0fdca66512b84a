package t

import future.keywords.in

default allow = false

allow {
	input.a == 1
	not denied
}

denied { input.b == data.d.roles[_][_] }

names[n] { n := input.words[_] }

index[w] = i { w := input.words[i] }

f(x) = y { y := x * 2 } else = 0 { true }

found = x { x := input.xs[i]; i > 1; x in [2, 3] }

twice = [f(x) | x = input.xs[_]; is_number(x)]

q[x] { some x; input.xs[x] = 1 }

t = 1 { input.o[k]; k != "a" } { input.a }
