// A testee of the Keepsake conformance suite: `go build -o testee . && npx keepsake conformance run -- ./testee`.
package main

var implementation = Values{
	"protocol": 1,
	"name":     "my-keepsake",
	"version":  "0.0.0",
	"language": "Go",
	"spec":     []string{"1.0"},
	// What this testee can do beyond the operations: pieces, ranges, seed, authenticator, interference.
	"features": []string{"files"},
}

func main() {
	serve(implementation, operations)
}
