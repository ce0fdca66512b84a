package t

import data.lib
import input.o as things

default allow := false

allow if {
	input.a == 1
	not denied
	count(deny) < 3
}

denied if input.b in {"y", "z"}

denied if {
	input.b == "x"
	input.c
}

deny contains msg if {
	some i, x in input.xs
	x > data.d.n
	msg := sprintf("%d: %v", [i, x])
}

deny contains "none" if count(input.xs) == 0

grade := "low" if {
	input.a < 2
} else := "middle" if {
	input.a < 5
} else := "high"

sizes[k] := count(v) if some k, v in things

tree.a.b := 1

tree.a[x] := y if {
	some y, x in input.words
}

paths contains p if {
	walk(input, [p, 1])
}

lib.f(2) == 3

f(x) := x + 1 if is_number(x)

f(x) := 0 if is_string(x)

calls := [y | some x in input.xs; y := f(x)]

pairs := {[x, y] | x := input.words[i]; y := input.words[j]; i < j}

inverse := {v: k | some k, v in input.words}

all_known if {
	every w in input.words { w in {"a", "b", "c"} }
}

unified := [a, b] if {
	[a, {"x": b}] = [input.a, things.a]
}

other := x if {
	x := allow with input.a as 2 with data.d.n as 5
}

mocked := count([1, 2]) with count as f

text := $"{input.a} and {input.b}"

partial[x] contains y if {
	some x in input.words
	y := upper(x)
}

union := {1, 2} | {x | some x in data.d.xs} & {3}
---
package lib

f(x) := x + 1

default g(_) := 0

g(x) := x if x > 1
