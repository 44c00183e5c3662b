import { readU32, u32 } from "../../reference/core/bytes.js";
import { filePrefix } from "../../reference/core/file-prefix.js";
import { bytesField, concat, flip, numberField, patch, utf8, varint } from "./bytes.js";
import { forgeHeaderFile } from "./forge.js";
import { headerAnd, headerWith, RECOVERY, slotWith } from "./header-parse.js";
import * as parts from "./header-parts.js";
import { refuses, revision } from "./header-refuse.js";
import { PLACE } from "./people.js";
import { random } from "./seed.js";
import type { Rejected } from "./vector.js";

export async function structure(): Promise<Rejected[]> {
  const file = await headerWith();
  const n = readU32(file, 10);
  const big = concat(await parts.plainMessage(), bytesField(500, new Uint8Array(1_048_576)));
  const odd = (prefix: Uint8Array) => parts.plainMessage().then((message) => forgeHeaderFile(PLACE, message, prefix));
  const future = await odd(concat(utf8("KEEPSAKE"), Uint8Array.of(2, 1)));
  return [
    refuses("header-empty", "prefix-magic", "all bytes are removed", new Uint8Array(), "Shorter than the prefix."),
    refuses(
      "header-9-bytes",
      "prefix-magic",
      "all after byte 9 is removed",
      file.subarray(0, 9),
      "Shorter than the prefix.",
    ),
    refuses(
      "header-other-magic",
      "prefix-magic",
      "another magic",
      await odd(concat(utf8("KEEPSAKF"), Uint8Array.of(1, 1))),
      "Everything else is right.",
    ),
    {
      ...refuses("header-version-2", "prefix-version", "version 2", future, "Everything else is right."),
      reject: { code: "input.unsupported-version" },
    },
    {
      ...refuses(
        "header-version-0",
        "prefix-version",
        "version 0",
        await odd(concat(utf8("KEEPSAKE"), Uint8Array.of(0, 1))),
        "Everything else is right.",
      ),
      reject: { code: "input.unsupported-version" },
    },
    refuses(
      "header-other-kind",
      "prefix-kind",
      "the kind of a snapshot",
      await odd(filePrefix(2)),
      "Everything else is right.",
    ),
    refuses(
      "header-prefix-only",
      "header-length",
      "all after the prefix is removed",
      file.subarray(0, 10),
      "No length.",
    ),
    refuses(
      "header-too-large",
      "header-size-limit",
      "an unknown field of 1 MiB follows",
      await forgeHeaderFile(PLACE, big),
      "More than 1,048,576 bytes of protobuf.",
    ),
    refuses(
      "header-n-too-small",
      "header-length",
      "n is one less",
      patch(file, 10, u32(n - 1)),
      "The length of the file is not 78 + n.",
    ),
    refuses(
      "header-n-too-large",
      "header-length",
      "n is one more",
      patch(file, 10, u32(n + 1)),
      "The length of the file is not 78 + n.",
    ),
    refuses(
      "header-one-byte-less",
      "header-length",
      "the last byte is removed",
      file.subarray(0, -1),
      "The length of the file is not 78 + n.",
    ),
    refuses(
      "header-one-byte-more",
      "header-length",
      "a byte follows",
      concat(file, Uint8Array.of(0)),
      "The length of the file is not 78 + n.",
    ),
    refuses("header-wrong-sha256", "header-sha256", "a bit of the SHA-256", flip(file, -40), "Damage."),
    refuses("header-damaged", "header-sha256", "a bit of the message", flip(file, 20), "Damage."),
    {
      ...refuses(
        "header-other-name",
        "header-name",
        "the name has the next revision",
        file,
        "A header under another name.",
      ),
      inputs: { file, revision: revision + 1 },
    },
  ];
}

export async function protobuf(): Promise<Rejected[]> {
  const raw = async (
    id: string,
    requirement: string,
    mutation: string,
    bytes: Uint8Array,
    comment = "Not as protobuf is encoded.",
  ) => refuses(id, requirement, mutation, await headerAnd(bytes), comment);
  const long = Uint8Array.of(...Array(10).fill(0x80), 1);
  return [
    await raw("header-group", "proto-no-groups", "a group follows", Uint8Array.of(0xa3, 6, 0xa4, 6)),
    await raw("header-wire-type-6", "proto-wire-types", "a field of wire type 6 follows", Uint8Array.of(0xa6, 6, 0)),
    await raw("header-wire-type-7", "proto-wire-types", "a field of wire type 7 follows", Uint8Array.of(0xa7, 6, 0)),
    await raw("header-field-0", "proto-no-field-zero", "a field of number 0 follows", Uint8Array.of(0, 0)),
    await raw("header-varint-11", "proto-varint-length", "a varint of 11 bytes follows", concat(varint(100 * 8), long)),
    {
      ...(await raw(
        "header-varint-64",
        "proto-varint-64-bits",
        "the tenth byte of the last varint is 2",
        concat(varint(501 * 8), Uint8Array.of(...Array(9).fill(0xff), 2)),
        "In an unknown field too.",
      )),
      parent: "header-unknown-last",
    },
    {
      ...(await raw(
        "header-field-2-29",
        "proto-field-number",
        "the number of the field is 2^29",
        numberField(2 ** 29, 9),
      )),
      parent: "header-field-last",
    },
    await raw(
      "header-overrun",
      "proto-overrun",
      "a field that is longer than the message follows",
      Uint8Array.of(0xa2, 6, 5, 1),
    ),
    await raw(
      "header-cut-varint",
      "proto-overrun",
      "a number that ends too early follows",
      Uint8Array.of(0xa0, 6, 0x80),
    ),
    refuses(
      "header-rp-id-utf8",
      "proto-utf8",
      "the rp id is not UTF-8",
      await headerWith({
        slots: [
          await slotWith(
            concat(
              RECOVERY.stored.info.subarray(0, -3),
              bytesField(17, concat(bytesField(1, Uint8Array.of(0xc3, 0x28)), bytesField(2, random("x", 16)))),
            ),
          ),
        ],
      }),
      "A string is UTF-8.",
    ),
    refuses(
      "header-epoch-2-53",
      "number-limit",
      "epoch 2^53",
      await headerAnd(numberField(2, 2n ** 53n)),
      "Above 2^53 - 1.",
    ),
    refuses(
      "header-revision-2-64",
      "number-limit",
      "revision 2^64 - 1",
      await headerAnd(numberField(3, 2n ** 64n - 1n)),
      "Above 2^53 - 1.",
    ),
  ];
}
