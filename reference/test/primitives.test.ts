import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareBytes,
  concat,
  equalBytes,
  fromHex,
  fromUtf8,
  lengthPrefixed,
  readU16,
  readU32,
  readU64,
  toHex,
  u8,
  u16,
  u32,
  u64,
  utf8,
  zeroize,
} from "../core/bytes.js";
import { defaultProvider } from "../core/default-provider.js";
import { derive, deriveEpochKeys, LABELS, mac, sealContext, zeroizeEpochKeys } from "../core/derive.js";
import { ERROR_CODES, errorGroup, KeepsakeError } from "../core/errors.js";
import { FILE_KIND, filePrefix, readPrefix } from "../core/file-prefix.js";
import { headerName, markName, objectName, parseName, snapshotName } from "../core/names.js";
import { pad, paddedSize, padme, unpad } from "../core/padding.js";
import { setDefaultProvider } from "../core/provider.js";
import { nobleProvider } from "../core/provider-noble.js";
import { webCryptoProvider } from "../core/provider-webcrypto.js";
import { secureRandomness, seededRandomness } from "../core/randomness.js";
import { nodeProvider } from "../node/index.js";
import { counting } from "./byte-support.js";

const MAX = Number.MAX_SAFE_INTEGER;
const codeOf = (task: () => unknown) => {
  try {
    task();
  } catch (error) {
    return error instanceof KeepsakeError ? error.code : error;
  }
  return "no error";
};

describe("bytes", () => {
  test("numbers are big-endian and come back", () => {
    fc.assert(fc.property(fc.maxSafeNat(), (n) => readU64(u64(n)) === n));
    fc.assert(fc.property(fc.nat(0xffff), (n) => readU16(u16(n)) === n));
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => readU32(u32(n)) === n));
    expect(toHex(u64(MAX))).toBe("001fffffffffffff");
    expect(toHex(u32(0x01020304))).toBe("01020304");
    expect(readU64(fromHex("aa0000000000000102"), 1)).toBe(0x0102);
  });

  test("numbers beyond 2^53 - 1 are not read as something else", () => {
    for (const hex of ["0020000000000000", "0020000000000001", "ffffffffffffffff"]) {
      expect(readU64(fromHex(hex))).toBeUndefined();
    }
  });

  test("numbers that do not fit are refused", () => {
    const calls = [
      () => u8(256),
      () => u16(-1),
      () => u32(2 ** 32),
      () => u64(MAX + 1),
      () => u64(0.5),
      () => u64(NaN),
    ];
    for (const call of calls) expect(call).toThrow(RangeError);
    expect(() => readU32(new Uint8Array(6), 3)).toThrow(RangeError);
    expect(() => readU64(new Uint8Array(8), -1)).toThrow(RangeError);
  });

  test("hexadecimal is lower-case, both ways", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => equalBytes(fromHex(toHex(bytes)), bytes)));
    for (const hex of ["0", "0G", "AB", "0x", " 00", "00\n"]) expect(() => fromHex(hex)).toThrow(RangeError);
  });

  test("text comes back, and what is no text is refused", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => fromUtf8(utf8(text)) === text));
    expect(fromUtf8(utf8("\uFEFFx"))).toBe("\uFEFFx");
    for (const hex of ["ff", "c080", "eda080", "f4908080", "e282"])
      expect(() => fromUtf8(fromHex(hex))).toThrow(TypeError);
  });

  test("comparisons", () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
    const order = [[], [0], [0, 0], [0, 1], [1], [255]].map((bytes) => Uint8Array.from(bytes));
    for (const [i, a] of order.entries()) {
      for (const [j, b] of order.entries()) expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(i - j));
    }
  });

  test("parts are joined, secrets are overwritten", () => {
    expect(toHex(concat(u8(1), new Uint8Array(), u16(2)))).toBe("010002");
    expect(toHex(lengthPrefixed(utf8("ab")))).toBe("000000026162");
    const secret = counting(9);
    zeroize(secret, undefined);
    expect(toHex(secret)).toBe("00".repeat(9));
  });
});

describe("errors", () => {
  test("carry a code, details and a cause", () => {
    const cause = new Error("disk");
    const error = new KeepsakeError("key.recovery-check-digit", "Row 3 is wrong.", { rows: [3], cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.details, error.cause]).toEqual([
      "KeepsakeError",
      "key.recovery-check-digit",
      { rows: [3] },
      cause,
    ]);
    expect(new KeepsakeError("store.conflict", "x").cause).toBeUndefined();
    expect(errorGroup(error.code)).toBe("key");
  });

  test("the list has no code twice", () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
    for (const code of ERROR_CODES) expect(code).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
  });
});

describe("randomness", () => {
  test("the platform's gives any length, and never the same", () => {
    expect(secureRandomness("x", 200_000).length).toBe(200_000);
    expect(
      secureRandomness("x", 200_000)
        .subarray(-32)
        .some((byte) => byte !== 0),
    ).toBe(true);
    expect(toHex(secureRandomness("x", 32))).not.toBe(toHex(secureRandomness("x", 32)));
  });

  test("a seed gives the same bytes for the same name", async () => {
    const seed = counting(32);
    const random = seededRandomness(seed);
    seed.fill(0);
    const info = utf8("keepsake/v1/test-randomness\0root-key/1");
    expect(random("root-key/1", 32)).toEqual(await nodeProvider.hkdfSha512(counting(32), new Uint8Array(), info, 32));
    expect(toHex(random("root-key/1", 32))).not.toBe(toHex(random("root-key/2", 32)));
    expect(() => seededRandomness(new Uint8Array(31))).toThrow(RangeError);
  });
});

describe("the default provider", () => {
  test("is Node's where keepsake/node is imported, and can be changed", () => {
    expect(defaultProvider()).toBe(nodeProvider);
    setDefaultProvider(nobleProvider);
    expect(defaultProvider()).toBe(nobleProvider);
    setDefaultProvider(nodeProvider);
  });
});

describe("derivation", () => {
  const root = counting(32, 1);
  const vaultId = counting(16, 2);

  test("is HKDF-SHA-512 with the label and the context as its info", async () => {
    const expected = await nodeProvider.hkdfSha512(root, vaultId, concat(utf8("keepsake/v1/snapshot\0"), u64(7)), 32);
    expect(await derive(webCryptoProvider, root, vaultId, LABELS.snapshot, u64(7))).toEqual(expected);
    expect((await deriveEpochKeys(nobleProvider, root, vaultId, 7)).snapshot).toEqual(expected);
  });

  test("gives another key for every label, epoch and vault", async () => {
    const keys = [
      await deriveEpochKeys(nodeProvider, root, vaultId, 1),
      await deriveEpochKeys(nodeProvider, root, vaultId, 2),
      await deriveEpochKeys(nodeProvider, root, counting(16, 3), 1),
      await deriveEpochKeys(nodeProvider, counting(32, 3), vaultId, 1),
    ].flatMap((epoch) => Object.values(epoch).map((key) => toHex(key)));
    expect(new Set(keys).size).toBe(4 * 6);
  });

  test("a MAC is the first half of HMAC-SHA-512", async () => {
    const full = await nodeProvider.hmacSha512(root, vaultId);
    expect(await mac(webCryptoProvider, root, vaultId)).toEqual(full.slice(0, 32));
  });

  test("the context of a seal is its type and fields", () => {
    expect(toHex(sealContext("mark", u8(5), u16(6)))).toBe(`${toHex(utf8("keepsake/v1/mark"))}00050006`);
  });

  test("keys of an epoch can be overwritten", async () => {
    const keys = await deriveEpochKeys(nodeProvider, root, vaultId, 1);
    zeroizeEpochKeys(keys);
    for (const key of Object.values(keys)) expect(toHex(key)).toBe("00".repeat(32));
  });
});

describe("padding", () => {
  test("Padmé as its authors define it", () => {
    const bitwise = (length: number) => {
      const e = Math.floor(Math.log2(length));
      const s = Math.floor(Math.log2(e)) + 1;
      const mask = (1n << BigInt(e - s)) - 1n;
      return Number((BigInt(length) + mask) & ~mask);
    };
    for (let length = 2; length < 5000; length++) expect(padme(length)).toBe(bitwise(length));
    fc.assert(fc.property(fc.integer({ min: 2, max: 2 ** 41 }), (length) => padme(length) === bitwise(length)));
    for (let e = 1; e <= 41; e++) {
      for (const length of [2 ** e, 2 ** e + 1, 2 ** (e + 1) - 1]) expect(padme(length)).toBe(bitwise(length));
    }
    expect([padme(0), padme(1), padme(9), padme(4097), padme(1_000_000)]).toEqual([0, 1, 10, 4352, 1_015_808]);
  });

  test("costs at most 12 % beyond the least size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4096, max: 2 ** 40 }), (length) => {
        const size = paddedSize(length);
        return size >= length + 8 && size <= (length + 8) * 1.12;
      }),
    );
    expect([paddedSize(0), paddedSize(4088), paddedSize(4089)]).toEqual([4096, 4096, 4352]);
  });

  test("content comes back", () => {
    for (const length of [0, 1, 4088, 4089, 5000, 100_000]) {
      const content = counting(length);
      expect(equalBytes(unpad(pad(content))!, content)).toBe(true);
    }
  });

  test("what is not padded right is refused", () => {
    const padded = pad(counting(100));
    for (const at of [108, 2000, 4095]) expect(unpad(padded.map((byte, i) => (i === at ? 1 : byte)))).toBeUndefined();
    expect(unpad(padded.subarray(0, 4095))).toBeUndefined();
    expect(unpad(concat(padded, u8(0)))).toBeUndefined();
    expect(unpad(new Uint8Array(0))).toBeUndefined();
    for (const length of [u64(4089), u64(MAX), fromHex("ffffffffffffffff")]) {
      expect(unpad(concat(length, padded.subarray(8)))).toBeUndefined();
    }
    // One length has one padded size.
    expect(unpad(concat(pad(counting(100)), new Uint8Array(128)))).toBeUndefined();
  });
});

describe("file prefix", () => {
  const codes = { magic: "snapshot.malformed", kind: "object.wrong-kind" } as const;
  const read = (bytes: Uint8Array) => codeOf(() => readPrefix(bytes, FILE_KIND.object, codes));

  test("says version and kind", () => {
    expect(toHex(filePrefix(FILE_KIND.archive))).toBe(`${toHex(utf8("KEEPSAKE"))}0105`);
    expect(read(filePrefix(FILE_KIND.object))).toBe("no error");
  });

  test("magic goes before version, and version before kind", () => {
    const prefix = filePrefix(FILE_KIND.object);
    const changed = (...at: number[]) => prefix.map((byte, i) => (at.includes(i) ? byte ^ 0x10 : byte));
    expect(read(prefix.subarray(0, 9))).toBe("snapshot.malformed");
    for (let i = 0; i < 8; i++) expect(read(changed(i, 8, 9))).toBe("snapshot.malformed");
    expect(read(changed(8, 9))).toBe("input.unsupported-version");
    expect(read(changed(9))).toBe("object.wrong-kind");
    expect(read(filePrefix(FILE_KIND.mark))).toBe("object.wrong-kind");
  });
});

describe("names", () => {
  test("come back", () => {
    const number = fc.integer({ min: 1, max: MAX });
    fc.assert(
      fc.property(number, (n) => {
        expect(parseName(headerName(n))).toEqual({ kind: "header", number: n });
        expect(parseName(snapshotName(n))).toEqual({ kind: "snapshot", number: n });
        expect(parseName(markName(n))).toEqual({ kind: "mark", number: n });
      }),
    );
    const id = counting(32);
    expect(parseName(objectName(id))).toEqual({ kind: "object", id });
    expect(headerName(255)).toBe("headers/00000000000000ff");
    expect(objectName(new Uint8Array(32).fill(0xab))).toBe(`objects/ab/${"ab".repeat(32)}`);
  });

  test("others are no names of a vault", () => {
    const hex = "ab".repeat(32);
    for (const name of [
      "",
      "headers/",
      "headers/0000000000000000",
      "headers/0020000000000000",
      "headers/0020000000000001",
      "headers/ffffffffffffffff",
      "headers/00000000000000FF",
      "headers/ff",
      "headers/000000000000000001",
      "/headers/0000000000000001",
      "headers/0000000000000001\n",
      "headers/0000000000000001.tmp",
      "Headers/0000000000000001",
      `objects/${hex}`,
      `objects/cd/${hex}`,
      `objects/ab/${hex}0`,
      `objects/AB/${hex.toUpperCase()}`,
      `objects/ab/../ab/${hex}`,
    ]) {
      expect([name, parseName(name)]).toEqual([name, undefined]);
    }
  });

  test("numbers and ids that cannot be are refused", () => {
    for (const n of [0, -1, 1.5, MAX + 1, Number.NaN]) expect(() => headerName(n)).toThrow(RangeError);
    expect(() => objectName(new Uint8Array(31))).toThrow(RangeError);
  });
});
