import { u64 } from "../../reference/core/bytes.js";
import { storedObjectSize } from "../../reference/core/object.js";
import { pad, paddedSize, padme } from "../../reference/core/padding.js";
import { concat, patch } from "./bytes.js";
import { random } from "./seed.js";
import type { Accepted, Layer, Rejected } from "./vector.js";

const content = random("padding/content", 100);
const padded = pad(content);

function sizes(): Accepted[] {
  const lengths = [
    8, 9, 10, 15, 16, 17, 100, 255, 257, 4095, 4096, 4097, 4352, 4353, 10_000, 65_536, 65_537, 1_048_577,
  ];
  const large = [16_777_224, 33_554_440, 10 ** 9, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40 + 8];
  return [...lengths, ...large].map((length) => ({
    id: `padme-${length}`,
    title: `Padm\u00e9 of ${length}`,
    requirements: ["pad-exact"],
    operation: "padme",
    inputs: { length },
    ok: { padded: padme(length) },
    comment: "The first bits are kept, the rest is rounded up.",
  }));
}

function storedSizes(): Accepted[] {
  return [0, 1, 4088, 4089, 16_376, 1_000_000, 2 ** 40].map((length) => ({
    id: `stored-size-${length}`,
    title: `Stored size of an object with ${length} bytes of content`,
    requirements: ["object-truncated", "object-oversize"],
    operation: "stored-size",
    inputs: { length },
    ok: { paddedSize: paddedSize(length), storedSize: storedObjectSize(length) },
    comment: "Prefix, seal and padding.",
  }));
}

function padding(length: number, comment: string): Accepted {
  const bytes = random("padding/long", 8000).slice(0, length);
  return {
    id: `pad-${length}`,
    title: `${length} bytes padded`,
    requirements: ["pad-exact"],
    operation: "pad",
    inputs: { content: bytes },
    ok: { padded: pad(bytes) },
    comment,
  };
}

function unpaddable(id: string, mutation: string, bytes: Uint8Array, fault: string, comment: string): Rejected {
  return {
    id,
    title: mutation,
    requirements: ["pad-exact"],
    operation: "unpad",
    inputs: { padded: bytes },
    reject: { fault },
    parent: "pad-100",
    mutation,
    comment,
  };
}

/** Sizes of padded content, padding, and padding that is wrong. */
export function paddingLayer(): Layer {
  const last = padded.length - 1;
  return {
    layer: "padding",
    spec: "spec/02-notation.md",
    notes: [
      "The layers above give a failure their own code; here it is told by its fault: `short`, `size` or `zero`.",
      "The parents of `unpad` are vectors of `pad`: unpad their padded bytes.",
    ],
    vectors: [
      ...sizes(),
      ...storedSizes(),
      padding(0, "Empty content has 4096 bytes too."),
      padding(1, "One byte."),
      padding(100, "A short content."),
      padding(4088, "The longest content of 4096 padded bytes."),
      padding(4089, "The first content that needs more."),
      padding(5000, "Padding after more than the minimum."),
      unpaddable("unpad-empty", "all bytes are removed", new Uint8Array(), "short", "Shorter than the length field."),
      unpaddable(
        "unpad-7-bytes",
        "all after byte 7 is removed",
        padded.subarray(0, 7),
        "short",
        "Shorter than the length field.",
      ),
      unpaddable(
        "unpad-8-bytes",
        "all after the length is removed",
        padded.subarray(0, 8),
        "size",
        "Shorter than the minimum.",
      ),
      unpaddable(
        "unpad-no-padding",
        "the padding is removed",
        padded.subarray(0, 108),
        "size",
        "Content without padding.",
      ),
      unpaddable("unpad-one-less", "the last byte is removed", padded.subarray(0, -1), "size", "Not the padded size."),
      unpaddable("unpad-one-more", "a zero follows", concat(padded, Uint8Array.of(0)), "size", "Not the padded size."),
      unpaddable(
        "unpad-next-size",
        "zeros up to the next size follow",
        concat(padded, new Uint8Array(256)),
        "size",
        "A padded size, of another length.",
      ),
      unpaddable(
        "unpad-length-too-large",
        "the length says 4089",
        patch(padded, 0, u64(4089)),
        "size",
        "One byte more than there is.",
      ),
      unpaddable(
        "unpad-length-huge",
        "the length says 2^63",
        patch(padded, 0, Uint8Array.of(0x80)),
        "size",
        "Above 2^53 - 1.",
      ),
      unpaddable(
        "unpad-length-number-limit",
        "the length says 2^53",
        patch(padded, 0, Uint8Array.of(0, 0x20)),
        "size",
        "Above 2^53 - 1.",
      ),
      unpaddable(
        "unpad-length-short",
        "the length says 99",
        patch(padded, 0, u64(99)),
        "zero",
        "The last byte of the content is taken for padding.",
      ),
      unpaddable(
        "unpad-first-byte",
        "the first byte of padding is 1",
        patch(padded, 108, Uint8Array.of(1)),
        "zero",
        "Every byte counts.",
      ),
      unpaddable(
        "unpad-last-byte",
        "the last byte of padding is 128",
        patch(padded, last, Uint8Array.of(128)),
        "zero",
        "Every byte counts.",
      ),
    ],
  };
}
