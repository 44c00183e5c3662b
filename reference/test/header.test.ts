import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, equalBytes, toHex, u8, u32, utf8 } from "../core/bytes.js";
import { KeepsakeError } from "../core/errors.js";
import { FILE_KIND, filePrefix } from "../core/file-prefix.js";
import { buildHeader, type ParsedHeader, parseHeader, verifyHeader } from "../core/header.js";
import {
  encodeHeader,
  encodeSlotInfo,
  type Header,
  type HeaderDetails,
  type KeySlot,
  type PasskeySlot,
} from "../core/proto/codec.js";
import { nobleProvider } from "../core/provider-noble.js";
import { webCryptoProvider } from "../core/provider-webcrypto.js";
import { nodeProvider as provider } from "../node/provider-node.js";
import { counting } from "./byte-support.js";
import { createHeaderMaker } from "./header-support.js";

const maker = createHeaderMaker();
const stored = await maker.header(3, 7);
const rootKey = maker.rootKey(3);

const parse = (bytes: Uint8Array, revision: number | undefined = 7) => parseHeader(provider, bytes, revision);

async function codeOf(task: () => Promise<unknown>): Promise<string> {
  try {
    await task();
  } catch (error) {
    if (error instanceof KeepsakeError) return error.code;
    throw error;
  }
  return "no error";
}

/** A file with a right SHA-256 and a MAC that nobody made. */
async function withHash(message: Uint8Array): Promise<Uint8Array> {
  const start = concat(filePrefix(FILE_KIND.header), u32(message.length), message);
  return concat(start, await provider.sha256(start), new Uint8Array(32));
}

const fields = await maker.fields(3, 7);
const parsed = await parse(stored);
const codeOfFields = async (changes: Partial<Header>, revision: number | undefined = 7) =>
  codeOf(async () => parse(await withHash(encodeHeader({ ...parsed.message, ...changes })), revision));

describe("a header", () => {
  test("comes back, on every provider", async () => {
    for (const other of [provider, webCryptoProvider, nobleProvider]) {
      const header = await parseHeader(other, stored, 7);
      expect([header.epoch, header.revision, header.slots.map(({ kind }) => kind)]).toEqual([
        3,
        7,
        ["recovery-key", "passkey"],
      ]);
      expect(header.vaultId).toEqual(maker.vaultId);
      const details = await verifyHeader(other, header, rootKey);
      expect([details.writerName, details.createdAtMs]).toEqual(["Telephone", 5]);
    }
  });

  test("is the same bytes for the same randomness, on every provider", async () => {
    for (const other of [webCryptoProvider, nobleProvider]) {
      expect(toHex(await buildHeader(other, rootKey, fields, maker.details, maker.randomness))).toBe(toHex(stored));
    }
  });

  test("keeps what a later version wrote", async () => {
    const unknown = Uint8Array.of(0xfa, 0x07, 2, 9, 9); // field 127, two bytes
    const later = await buildHeader(
      provider,
      rootKey,
      { ...fields, $unknowns: [unknown] },
      maker.details,
      maker.randomness,
    );
    const header = await parse(later);
    expect(header.message.$unknowns).toEqual([unknown]);
    await verifyHeader(provider, header, rootKey);
  });

  test("is refused if any bit is flipped", async () => {
    const prefix = { 8: "input.unsupported-version" } as Record<number, string>;
    for (let bit = 0; bit < stored.length * 8; bit++) {
      const copy = stored.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      const isMac = bit >> 3 >= stored.length - 32;
      const expected = isMac ? "header.auth" : (prefix[bit >> 3] ?? "header.malformed");
      const code = await codeOf(async () => verifyHeader(provider, await parse(copy), rootKey));
      if (code !== expected) expect([bit, code]).toEqual([bit, expected]);
    }
  });

  test("is refused if any of its end is missing, or anything follows", async () => {
    for (let length = 0; length < stored.length; length++) {
      expect(await codeOf(() => parse(stored.subarray(0, length)))).toBe("header.malformed");
    }
    for (const more of [1, 32, 5000]) {
      expect(await codeOf(() => parse(concat(stored, new Uint8Array(more))))).toBe("header.malformed");
    }
    const tooLong = concat(filePrefix(FILE_KIND.header), u32(1_048_577), new Uint8Array(1_048_577 + 64));
    expect(await codeOf(() => parse(tooLong))).toBe("header.malformed");
  });

  test("any bytes are read or refused with a code", { timeout: 120_000 }, async () => {
    const message = stored.subarray(14, -64);
    const edit = fc.oneof(
      fc.record({ kind: fc.constant("set"), at: fc.nat(), by: fc.nat(255) }),
      fc.record({ kind: fc.constant("cut"), at: fc.nat(), by: fc.nat(40) }),
      fc.record({ kind: fc.constant("insert"), at: fc.nat(), by: fc.nat(255) }),
      fc.record({ kind: fc.constant("repeat"), at: fc.nat(), by: fc.nat(200) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), async (edits, rehash) => {
        let bytes: Uint8Array = rehash ? message : stored;
        for (const { kind, at, by } of edits) {
          const i = at % (bytes.length + 1);
          if (kind === "set") bytes = bytes.map((byte, j) => (j === i ? by : byte));
          if (kind === "cut") bytes = concat(bytes.subarray(0, i), bytes.subarray(i + by));
          if (kind === "insert") bytes = concat(bytes.subarray(0, i), u8(by), bytes.subarray(i));
          if (kind === "repeat") bytes = concat(bytes.subarray(0, i + by), bytes.subarray(i));
        }
        // With a right SHA-256 the damage gets to the protobuf decoder and the rules of the fields.
        const file = rehash ? await withHash(bytes) : bytes;
        const code = await codeOf(async () => verifyHeader(provider, await parse(file), rootKey));
        if (equalBytes(file, stored)) return;
        expect(["header.malformed", "header.auth", "input.unsupported-version"]).toContain(code);
      }),
      { numRuns: 3000, seed: 20_261_123 },
    );
  });

  test("noise is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), fc.boolean(), async (noise, rehash) => {
        const code = await codeOf(async () => parse(rehash ? await withHash(noise) : noise));
        expect(code).toBe("header.malformed");
      }),
      { numRuns: 500, seed: 20_261_123 },
    );
  });
});

describe("the precedence of failures", () => {
  test("prefix, version, kind, SHA-256, protobuf, fields, name, features", async () => {
    const at = (bytes: Uint8Array, changes: Record<number, number>) => bytes.map((byte, i) => changes[i] ?? byte);
    expect(await codeOf(() => parse(at(stored, { 0: 0, 8: 2 })))).toBe("header.malformed");
    expect(await codeOf(() => parse(at(stored, { 8: 2, 9: 2 })))).toBe("input.unsupported-version");
    expect(await codeOf(() => parse(at(stored, { 9: 2 })))).toBe("header.malformed");
    expect(await codeOfFields({ requiredFeatures: [1] })).toBe("input.unsupported-version");
    expect(await codeOfFields({ requiredFeatures: [1], epoch: 0 })).toBe("header.malformed");
    expect(await codeOfFields({ requiredFeatures: [1] }, 8)).toBe("header.malformed");
    const features = await withHash(encodeHeader({ ...parsed.message, requiredFeatures: [1] }));
    features[20]! ^= 1;
    expect(await codeOf(() => parse(features))).toBe("header.malformed");
  });
});

describe("the fields", () => {
  test("a revision other than the name's is refused, where there is a name", async () => {
    expect(await codeOf(() => parse(stored, 8))).toBe("header.malformed");
    expect((await parseHeader(provider, stored, undefined)).revision).toBe(7);
  });

  test("lengths and numbers", async () => {
    for (const changes of [
      { vaultId: counting(15) },
      { vaultId: counting(17) },
      { vaultId: new Uint8Array() },
      { epoch: 0 },
      { revision: 0 },
      { prfSalt: counting(31) },
      { requiredFeatures: [2, 1] },
      { requiredFeatures: [1, 1] },
      { slots: [] },
      { slots: [parsed.slots[0]!.stored, parsed.slots[0]!.stored] },
    ]) {
      expect([changes, await codeOfFields(changes)]).toEqual([changes, "header.malformed"]);
    }
  });

  test("at most 32 slots", async () => {
    const slot = (n: number): KeySlot => ({
      info: encodeSlotInfo({ slotId: counting(16, n), salt: counting(32), recoveryKey: {} }),
      sealedRootKey: counting(104),
    });
    const slots = Array.from({ length: 33 }, (_, i) => slot(i));
    expect(await codeOfFields({ slots })).toBe("header.malformed");
    expect(await codeOfFields({ slots: slots.slice(1) })).toBe("no error");
  });

  test("key slots", async () => {
    const info = { slotId: counting(16), salt: counting(32) };
    const passkey: PasskeySlot = { rpId: "a.example", credentialId: counting(9), transports: ["usb"] };
    const code = (slot: KeySlot) => codeOfFields({ slots: [slot] });
    const known = (changes: object, sealedRootKey = counting(104)) =>
      code({ info: encodeSlotInfo({ ...info, recoveryKey: {}, ...changes }), sealedRootKey });
    const ofPasskey = (changes: PasskeySlot) =>
      code({ info: encodeSlotInfo({ ...info, passkey: { ...passkey, ...changes } }), sealedRootKey: counting(104) });
    const unknown = (size: number) => code({ info: encodeSlotInfo(info), sealedRootKey: counting(size) });

    const good = [known({}), ofPasskey({}), unknown(1), unknown(4096), ofPasskey({ rpId: "x".repeat(253) })];
    good.push(ofPasskey({ credentialId: counting(1023) }), ofPasskey({ transports: Array(8).fill("x".repeat(32)) }));
    expect(await Promise.all(good)).toEqual(good.map(() => "no error"));

    const bad = [
      known({ slotId: counting(15) }),
      known({ salt: counting(33) }),
      known({}, counting(103)),
      known({}, counting(105)),
      unknown(0),
      unknown(4097),
      code({ info: Uint8Array.of(0xff), sealedRootKey: counting(104) }),
      code({ info: new Uint8Array(), sealedRootKey: counting(104) }),
      known({ $unknowns: [concat(Uint8Array.of(0xfa, 0x07, 0x80, 0x20), new Uint8Array(4096))] }),
      ofPasskey({ rpId: "" }),
      ofPasskey({ rpId: "é".repeat(127) }),
      ofPasskey({ credentialId: new Uint8Array() }),
      ofPasskey({ credentialId: counting(1024) }),
      ofPasskey({ transports: Array(9).fill("usb") }),
      ofPasskey({ transports: ["x".repeat(33)] }),
    ];
    expect(await Promise.all(bad)).toEqual(bad.map(() => "header.malformed"));
  });
});

describe("authenticity", () => {
  test("another root key, epoch or vault is refused", async () => {
    const other = async (header: ParsedHeader, key: Uint8Array) => codeOf(() => verifyHeader(provider, header, key));
    expect(await other(parsed, maker.rootKey(4))).toBe("header.auth");
    expect(await other({ ...parsed, epoch: 4 }, rootKey)).toBe("header.auth");
    expect(await other({ ...parsed, vaultId: counting(16) }, rootKey)).toBe("header.auth");
  });

  test("a header of one revision is not one of another, even for a holder of the key", async () => {
    const { sealedDetails } = parsed.message;
    const other = await parse(await maker.header(3, 8), 8);
    const mixed = { ...other, message: { ...other.message, sealedDetails } };
    expect(await codeOf(() => verifyHeader(provider, mixed, rootKey))).toBe("header.auth");
  });
});

describe("the sealed details", () => {
  const former = { epoch: 1, rootKey: counting(32), lastSequence: 4, lastDigest: counting(32) };
  const slotIds = parsed.slots.map(({ slotId }) => slotId).sort((a, b) => (toHex(a) < toHex(b) ? -1 : 1));

  const build = (details: HeaderDetails) =>
    buildHeader(provider, rootKey, fields, { ...maker.details, ...details }, maker.randomness);

  test("come back whole", async () => {
    const details = {
      slots: slotIds.map((slotId) => ({ slotId, label: "x".repeat(256) })),
      formerEpochs: [former, { epoch: 2, rootKey: counting(32, 1), lastSequence: 4, lastDigest: counting(32) }],
    };
    const opened = await verifyHeader(provider, await parse(await build(details)), rootKey);
    expect(opened).toMatchObject({ ...maker.details, ...details });
  });

  test("are never written against the rules", async () => {
    const [a, b] = slotIds.map((slotId) => ({ slotId }));
    const cases: HeaderDetails[] = [
      { writerId: counting(15) },
      { writerName: "x".repeat(257) },
      { slots: [{ ...a!, label: "é".repeat(129) }] },
      { slots: [b!, a!] },
      { slots: [a!, a!] },
      { slots: [{ slotId: counting(16) }] },
      { formerEpochs: [former, former] },
      { formerEpochs: [{ ...former, epoch: 0 }] },
      { formerEpochs: [{ ...former, epoch: 3 }] },
      { formerEpochs: [{ ...former, rootKey: counting(31) }] },
      { formerEpochs: [{ ...former, lastDigest: new Uint8Array() }] },
      { formerEpochs: [{ ...former, lastSequence: 0 }] },
      { formerEpochs: [former, { ...former, epoch: 2, lastSequence: 3 }] },
      { formerEpochs: Array.from({ length: 1025 }, (_, i) => ({ ...former, epoch: i + 1 })) },
    ];
    for (const details of cases) await expect(build(details)).rejects.toThrow(RangeError);
    const noSlots = buildHeader(provider, rootKey, { ...fields, slots: [] }, maker.details, maker.randomness);
    await expect(noSlots).rejects.toThrow(RangeError);
  });

  test("do not show how long they are", async () => {
    const short = await build({ writerName: "" });
    const long = await build({ writerName: "x".repeat(256) });
    expect(long.length).toBe(short.length);
    expect(toHex(long)).not.toContain(toHex(utf8("xxxxxxxx")));
  });
});
