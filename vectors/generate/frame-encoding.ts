import { bytesField, concat, numberField, utf8, varint } from "./bytes.js";
import { type FrameFault, limit, malformed, PLAIN } from "./frame-values.js";

export function encoding(): FrameFault[] {
  const raw = (id: string, slug: string, mutation: string, ...bytes: Uint8Array[]): FrameFault => [
    id,
    slug,
    "frame-unknown-field",
    mutation,
    malformed,
    concat(PLAIN, ...bytes),
  ];
  return [
    raw("frame-group-type", "proto-no-groups", "a group follows", Uint8Array.of(0xa3, 6, 0xa4, 6)),
    raw("frame-wire-type-6", "proto-wire-types", "a field of wire type 6 follows", Uint8Array.of(0xa6, 6, 0)),
    raw("frame-wire-type-7", "proto-wire-types", "a field of wire type 7 follows", Uint8Array.of(0xa7, 6, 0)),
    raw("frame-field-0", "proto-no-field-zero", "a field of number 0 follows", Uint8Array.of(2, 0)),
    raw(
      "frame-varint-11",
      "proto-varint-length",
      "a varint of 11 bytes follows",
      varint(100 * 8),
      Uint8Array.of(...Array(10).fill(0x80), 1),
    ),
    raw(
      "frame-overrun",
      "proto-overrun",
      "a field that is longer than the frame follows",
      Uint8Array.of(0xa2, 6, 5, 1),
    ),
    raw("frame-fixed64-short", "proto-overrun", "eight bytes of which one is there follow", Uint8Array.of(0xa1, 6, 1)),
    [
      "frame-utf8",
      "proto-utf8",
      "frame-contact",
      "the name is not UTF-8",
      malformed,
      bytesField(3, concat(bytesField(1, utf8("friend")), bytesField(2, Uint8Array.of(0xff)))),
    ],
    [
      "frame-utf8-surrogate",
      "proto-utf8",
      "frame-contact",
      "the name is an encoded surrogate",
      malformed,
      bytesField(3, concat(bytesField(1, utf8("friend")), bytesField(2, Uint8Array.of(0xed, 0xa0, 0x80)))),
    ],
    [
      "frame-utf8-overlong",
      "proto-utf8",
      "frame-contact",
      "the name is an overlong encoding",
      malformed,
      bytesField(3, concat(bytesField(1, utf8("friend")), bytesField(2, Uint8Array.of(0xc0, 0x80)))),
    ],
    [
      "frame-time-2-53",
      "time-limit",
      "frame-call",
      "a time of 2^53",
      limit,
      bytesField(8, concat(bytesField(1, utf8("k1")), numberField(2, 2n ** 53n))),
    ],
    [
      "frame-time-2-64",
      "time-limit",
      "frame-call",
      "a time of 2^64 - 1",
      limit,
      bytesField(8, concat(bytesField(1, utf8("k1")), numberField(2, 2n ** 64n - 1n))),
    ],
  ];
}
