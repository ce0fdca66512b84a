package t

default allow := false

allow if {
	input.a == data.d.n
	not r
}

allow if input.b in data.d.xs

r if {
	some x in input.xs
	x > 1
	grade != "low"
}

grade := "low" if input.a < 1 else := "high"

set contains x if {
	some x in input.xs
	x != input.b
}

set contains input.a

sized if count(set) > 1

object[k] := v if some k, v in input.o

f(x) := x if x != 2

called if f(input.a) == 1

called if every x in input.xs { x > data.d.n }

found if input.xs[i] == data.d.xs[i]

roles if data.d.roles[input.b][_] == "read"

mocked if r with input.a as 1

texts if {
	startswith(input.b, "x")
	lower(input.b) == "x"
	sprintf("%v", [input.a]) == "1"
}

listed := [x | some x in input.xs; x < 3]
