package main

// Your implementation goes here, one function an operation, from the top down. nil stands for an operation that is not
// written yet. README.md shows the first one.
var operations = map[string]Operation{
	// Numbers and padding: spec/02-notation.md
	"padme":           nil,
	"stored-size":     nil,
	"pad":             nil,
	"unpad":           nil,
	"prefix.identify": nil,

	// Hashes and keys: spec/02-notation.md
	"mac":          nil,
	"derive":       nil,
	"digest":       nil,
	"named-random": nil,

	// Sealing: spec/02-notation.md
	"sealed.size": nil,
	"sealed.seal": nil,
	"sealed.open": nil,

	// The recovery key: spec/03-recovery-key.md
	"recovery-key.check-digit": nil,
	"recovery-key.parse":       nil,
	"recovery-key.format":      nil,
	"recovery-key.generate":    nil,
	"recovery-key.complete":    nil,

	// Passkeys: spec/04-passkey.md
	"passkey.prf-input": nil,
	"passkey.result":    nil,
	"passkey.prf":       nil,

	// Slots and headers: spec/05-header.md
	"slot.info":       nil,
	"slot.wrap":       nil,
	"slot.unwrap":     nil,
	"header.parse":    nil,
	"header.open":     nil,
	"header.build":    nil,
	"header.choose":   nil,
	"header.complete": nil,

	// Objects: spec/06-objects.md
	"object.seal":  nil,
	"object.read":  nil,
	"object.range": nil,

	// Content: spec/07-content.md
	"frame.validate":  nil,
	"frames.validate": nil,
	"segment.encode":  nil,
	"segment.decode":  nil,
	"segment.table":   nil,

	// Snapshots and marks: spec/08-snapshots.md
	"snapshot.encode": nil,
	"snapshot.decode": nil,
	"mark.encode":     nil,
	"mark.decode":     nil,

	// The archive: spec/10-archive.md
	"archive.list":   nil,
	"archive.pack":   nil,
	"archive.unpack": nil,

	// Reading vaults: spec/09-vault.md
	"vault.open":       nil,
	"vault.history":    nil,
	"vault.restore":    nil,
	"vault.read-range": nil,
	"vault.archive":    nil,
	"vault.slot-list":  nil,
	"vault.check":      nil,

	// Writing vaults: spec/09-vault.md
	"vault.create":         nil,
	"vault.backup":         nil,
	"vault.slot-add":       nil,
	"vault.slot-remove":    nil,
	"vault.rotate":         nil,
	"vault.reseal":         nil,
	"vault.take-over":      nil,
	"vault.repair":         nil,
	"vault.repair-objects": nil,
	"vault.forget":         nil,
	"vault.prune":          nil,
	"vault.copy":           nil,
}
