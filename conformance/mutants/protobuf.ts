import type { Mutant } from "./mutant.js";

/** Chapter 2: the protobuf encoding. */
export const PROTOBUF: readonly Mutant[] = [
  {
    requirement: "proto-packed-both",
    mistake: "rejects a packed list of numbers",
    file: "core/proto/wire-reader.ts",
    find: "  override tag(): number {",
    replace: '  uint32s(): void {\n    throw new Error("packed");\n  }\n\n  override tag(): number {',
  },
  {
    requirement: "proto-packed-both",
    mistake: "rejects an unpacked list of numbers",
    file: "core/proto/generated.js",
    find: '                                message.requiredFeatures = [];\n                            message.requiredFeatures.push(reader.uint32());\n                            continue;\n                        }\n                    }\n                    reader.skipType(wireType, _depth, tag);\n                    if (!reader.discardUnknown) {\n                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));\n                    }\n                }\n                if (length !== $undefined) {\n                    if (reader.pos !== end)\n                        throw $RangeError("index out of range");\n                    reader.len = length;\n                }\n                if (_end !== $undefined)\n                    throw $Error("missing end group");\n                return message;\n            };\n\n            return Header;',
    replace:
      '                                message.requiredFeatures = [];\n                            throw $Error("not packed");\n                        }\n                    }\n                    reader.skipType(wireType, _depth, tag);\n                    if (!reader.discardUnknown) {\n                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));\n                    }\n                }\n                if (length !== $undefined) {\n                    if (reader.pos !== end)\n                        throw $RangeError("index out of range");\n                    reader.len = length;\n                }\n                if (_end !== $undefined)\n                    throw $Error("missing end group");\n                return message;\n            };\n\n            return Header;',
  },
  {
    requirement: "proto-last-wins",
    mistake: "takes the first member of a oneof",
    file: "core/proto/generated.js",
    find: "                            message.passkey = $root.keepsake.v1.PasskeySlot.decode(reader, reader.size(), $undefined, _depth + 1, message.passkey);",
    replace:
      '                            value = $root.keepsake.v1.PasskeySlot.decode(reader, reader.size(), $undefined, _depth + 1, message.passkey);\n                            if (member === "recoveryKey")\n                                continue;\n                            message.passkey = value;',
  },
  {
    requirement: "proto-own-wire-type",
    mistake: "writes a number as text",
    file: "core/proto/generated.js",
    find: "writer.uint32(24).uint64(message.minHeaderRevision);",
    replace: "writer.uint32(26).string(String(message.minHeaderRevision));",
  },
  {
    requirement: "proto-canonical",
    mistake: "writes numbers in a longer form",
    file: "core/proto/wire-writer.ts",
    find: "    const low = (number % TWO_TO_28) | 0;",
    replace:
      "    if (number < TWO_TO_28 * 8) {\n      for (let i = 0, rest = number; i < 5; i++, rest = Math.floor(rest / 128)) {\n        this._reserve(1);\n        this.buf[this.pos++] = (rest % 128) | 128;\n      }\n      this._reserve(1);\n      this.buf[this.pos++] = 0;\n      return this;\n    }\n    const low = (number % TWO_TO_28) | 0;",
  },
  {
    requirement: "proto-canonical",
    mistake: "writes fields that have their default",
    file: "core/proto/generated.js",
    find: "                    writer.uint32(10).bytes(message.slotId);\n                if (message.salt != null && message.salt.length)\n                    writer.uint32(18).bytes(message.salt);\n                if (message.recoveryKey != null)",
    replace:
      "                    writer.uint32(10).bytes(message.slotId);\n                if (message.salt != null && message.salt.length)\n                    writer.uint32(18).bytes(message.salt);\n                writer.uint32(24).uint32(0);\n                if (message.recoveryKey != null)",
  },
  {
    requirement: "proto-noncanonical-accepted",
    mistake: "rejects a number that is not in its shortest form",
    file: "core/proto/wire-reader.ts",
    find: "      // [@proto-varint-64-bits]\n",
    replace: "      if (byte === 0 && i > 0) break;\n      // [@proto-varint-64-bits]\n",
  },
];
