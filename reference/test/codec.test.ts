import fc from "fast-check";
import protobuf from "protobufjs/minimal.js";
import { describe, expect, it } from "vitest";
import { frame, unknownField } from "../arbitraries/frame.js";
import { mutated } from "../arbitraries/mutations.js";
import { bytes, text, uint64 } from "../arbitraries/scalars.js";
import { KeepsakeError } from "../core/errors.js";
import { frameToJson } from "../core/json.js";
import * as codec from "../core/proto/codec.js";
import { ENUMS, MESSAGES } from "../core/proto/schema.js";
import { unknownFields } from "../core/unknown-fields.js";
import { thrownBy } from "./thrown.js";

const { decodeFrame, decodeHeader, decodeMark, encodeFrame, encodeHeader, encodeMark } = codec;

const codeOf = (run: () => unknown) => thrownBy(run)?.code;

const mark = (number: number): codec.Mark => ({ number, objectIds: [new Uint8Array(32)] });

describe("decoded messages", () => {
  it("have every field, with defaults of their own", () => {
    const header = decodeHeader(new Uint8Array());
    expect({ ...header }).toEqual({
      vaultId: new Uint8Array(),
      epoch: 0,
      revision: 0,
      prfSalt: new Uint8Array(),
      slots: [],
      sealedDetails: new Uint8Array(),
      requiredFeatures: [],
    });
    // All empty lists are one, which nobody can fill.
    expect(() => (header.slots as unknown[]).push(1)).toThrow(TypeError);
    expect(decodeFrame(encodeFrame({ chat: { id: "c", groupId: "" } })).chat).toMatchObject({
      contactId: null,
      groupId: "",
      draft: null,
    });
  });

  it("own their bytes, and never are a Buffer", () => {
    const input = Buffer.from(encodeHeader({ vaultId: new Uint8Array(16).fill(7) }));
    const { vaultId, prfSalt } = decodeHeader(input);
    input.fill(0);
    expect(vaultId).toEqual(new Uint8Array(16).fill(7));
    expect([vaultId.constructor, prfSalt.constructor]).toEqual([Uint8Array, Uint8Array]);
    expect(encodeHeader({}).constructor).toBe(Uint8Array);
    expect(encodeHeader({ epoch: 1 }).buffer.byteLength).toBe(2);
  });

  it("merge and choose as proto3 says where a field comes twice", () => {
    const twice = (a: codec.Frame, b: codec.Frame) => decodeFrame(Buffer.concat([encodeFrame(a), encodeFrame(b)]));
    expect(twice({ chat: { id: "a", contactId: "x" } }, { chat: { groupId: "y" } }).chat).toMatchObject({
      id: "a",
      contactId: null,
      groupId: "y",
    });
    const last = twice({ contact: { id: "a" } }, { chat: { id: "b" } });
    expect([last.contact, last.chat?.id]).toEqual([null, "b"]);
  });

  it("hold 64-bit numbers exactly", () => {
    fc.assert(
      fc.property(uint64(), (number) => {
        expect(decodeMark(encodeMark(mark(number))).number).toBe(number);
      }),
    );
  });
});

describe("the wire format", () => {
  const NUMBER = 0x08;
  it.each([
    ["2^53", [NUMBER, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ["2^56", [NUMBER, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ["2^64 - 1", [NUMBER, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ["an 11-byte varint", [NUMBER, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]],
    ["a 10-byte varint of more than 64 bits", [NUMBER, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02]],
    ["an unknown varint of more than 64 bits", [0x78, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]],
    ["field 2^29", [0x80, 0x80, 0x80, 0x80, 0x10, 0x00]],
    ["field 2^29 + 1, which is 1 in 32 bits", [0x88, 0x80, 0x80, 0x80, 0x10, 0x00]],
    ["field 0 in two bytes", [0x80, 0x00, 0x00]],
    ["an unknown 11-byte varint", [0x78, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]],
    ["a cut varint", [NUMBER, 0x80]],
    ["a group", [0x7b, 0x7c]],
    ["the end of a group", [0x7c]],
    ["wire type 6", [0x7e]],
    ["wire type 7", [0x7f]],
    ["field 0", [0x00, 0x00]],
    ["a length beyond the end", [0x1a, 0x05, 0x00]],
    ["a length of 2^32 - 1", [0x1a, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("refuses %s", (_, wire) => {
    expect(codeOf(() => decodeMark(Uint8Array.from(wire)))).toBe("mark.malformed");
    expect(codeOf(() => decodeMark(Uint8Array.from(wire), "input.malformed"))).toBe("input.malformed");
  });

  it.each([
    [
      "a varint that is longer than it needs to be",
      [0x08, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
      1,
    ],
    ["2^53 - 1", [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], 2 ** 53 - 1],
    ["an unknown field", [0x78, 0x05, 0x08, 0x02], 2],
    ["an unknown 64-bit number", [0x78, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x08, 0x02], 2],
    ["the highest field", [0xf8, 0xff, 0xff, 0xff, 0x0f, 0x00, 0x08, 0x02], 2],
    ["a tag that is longer than it needs to be", [0x88, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x02], 2],
  ])("reads %s", (_, wire, number) => expect(decodeMark(Uint8Array.from(wire)).number).toBe(number));

  it("reads repeated numbers packed and one by one", () => {
    const features = (...wire: number[]) => decodeHeader(Uint8Array.from(wire)).requiredFeatures;
    expect(features(0x3a, 0x02, 0x01, 0x02)).toEqual([1, 2]);
    expect(features(0x38, 0x01, 0x38, 0x02)).toEqual([1, 2]);
    expect(features(0x38, 0x01, 0x3a, 0x01, 0x02)).toEqual([1, 2]);
    expect([...encodeHeader({ requiredFeatures: [1, 2] })]).toEqual([0x3a, 0x02, 0x01, 0x02]);
    expect(thrownBy(() => features(0x3a, 0x02, 0x01))?.code).toBe("header.malformed");
    expect(thrownBy(() => features(0x3a, 0x01, 0x80, 0x01))?.code).toBe("header.malformed");
  });

  it("refuses what does not fit a 32-bit number, an enum or a bool", () => {
    const header = (...wire: number[]) => codeOf(() => decodeHeader(Uint8Array.from(wire)));
    expect(decodeHeader(Uint8Array.of(0x38, 0xff, 0xff, 0xff, 0xff, 0x0f)).requiredFeatures).toEqual([2 ** 32 - 1]);
    // [@proto-uint32]
    expect(header(0x38, 0x80, 0x80, 0x80, 0x80, 0x10)).toBe("header.malformed");
    expect(header(0x3a, 0x05, 0x81, 0x80, 0x80, 0x80, 0x10)).toBe("header.malformed");
    const settings = (...value: number[]) => {
      const wire = [0x12, value.length + 1, 0x08, ...value];
      return codeOf(() => decodeFrame(Uint8Array.from(wire)));
    };
    // [@proto-bool]
    expect(settings(0x81, 0x00)).toBeUndefined();
    expect(settings(0x02)).toBe("content.malformed");
    expect(settings(0x80, 0x80, 0x80, 0x80, 0x80, 0x01)).toBe("content.malformed");
    // [@proto-enum]
    const kind = (...value: number[]) => {
      const viewOnce = [0xfa, 0x01, value.length + 1, 0x08, ...value];
      return codeOf(() => decodeFrame(Uint8Array.from([0x3a, viewOnce.length, ...viewOnce])));
    };
    expect(kind(0xff, 0xff, 0xff, 0xff, 0x07)).toBeUndefined();
    expect(kind(0x80, 0x80, 0x80, 0x80, 0x08)).toBe("content.malformed");
    expect(kind(0xff, 0xff, 0xff, 0xff, 0x0f)).toBe("content.malformed");
    expect(kind(0x80, 0x80, 0x80, 0x80, 0xf8, 0xff, 0xff, 0xff, 0xff, 0x01)).toBeUndefined();
    expect(kind(0x80, 0x80, 0x80, 0x80, 0xf0, 0xff, 0xff, 0xff, 0xff, 0x01)).toBe("content.malformed");
    expect(kind(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)).toBe("content.malformed");
  });

  it("refuses numbers out of range in a packed list", () => {
    expect(() => encodeHeader({ requiredFeatures: [2 ** 32] })).toThrow(RangeError);
    expect(() => encodeHeader({ requiredFeatures: [-1] })).toThrow(RangeError);
  });

  it("says where a frame does not parse", () => {
    const cases: [string, codec.Frame, (wire: Uint8Array) => void][] = [
      [
        "message.text.text.body",
        { message: { text: { text: { body: "x" } } } },
        (wire) => wire.set([0xff], wire.length - 1),
      ],
      [
        "group.members[1].contactId",
        { group: { members: [{}, { contactId: "y" }] } },
        (wire) => wire.set([0xff], wire.length - 1),
      ],
      ["contact", { contact: { id: "long id" } }, (wire) => wire.set([0x7f], 1)],
    ];
    for (const [path, value, damage] of cases) {
      const wire = encodeFrame(value);
      damage(wire);
      const thrown = expect(() => decodeFrame(wire));
      thrown.toThrow(expect.objectContaining({ code: "content.malformed", details: { path } }));
    }
  });

  it("tells a number that is too large from damage", () => {
    const wire = encodeFrame({ message: { sentAtMs: 2 ** 53 - 1 } });
    wire[wire.length - 1] = 0x10;
    const error = expect(() => decodeFrame(wire));
    error.toThrow(expect.objectContaining({ code: "content.limit-exceeded", details: { path: "message.sentAtMs" } }));
  });
});

describe("encoding", () => {
  it.each<[string, unknown, RegExp]>([
    ["a bigint", { message: { sentAtMs: 5n } }, /message\.sentAtMs is not a number/],
    ["a fraction", { message: { sentAtMs: 0.5 } }, /message\.sentAtMs is out of range/],
    ["2^53", { message: { sentAtMs: 2 ** 53 } }, /message\.sentAtMs/],
    ["a negative number", { chat: { unreadCount: -1 } }, /chat\.unreadCount/],
    ["2^32", { chat: { unreadCount: 2 ** 32 } }, /chat\.unreadCount/],
    ["NaN", { chat: { unreadCount: Number.NaN } }, /chat\.unreadCount/],
    ["a fraction as an enum", { message: { viewOnce: { kind: 1.5 } } }, /message\.viewOnce\.kind/],
    ["a number as text", { message: { id: 5 } }, /message\.id is not a string/],
    ["text as bytes", { account: { avatar: { waveform: "AAAA" } } }, /account\.avatar\.waveform/],
    ["a number as a boolean", { chat: { archived: 1 } }, /chat\.archived/],
    ["text as a number", { message: { location: { location: { latitude: "1" } } } }, /latitude/],
    ["half a surrogate pair", { contact: { displayName: "\ud800" } }, /contact\.displayName has a lone surrogate/],
    ["the other half", { contact: { displayName: `${"x".repeat(300)}\udc00` } }, /lone surrogate/],
    ["an object as a list", { contact: { phoneNumbers: { length: 1 } } }, /contact\.phoneNumbers is not an array/],
    ["a list as an object", { contact: [] }, /contact is not an object/],
    ["two members of a oneof", { chat: { contactId: "a", groupId: "b" } }, /chat\.groupId/],
    ["unknown fields that are not bytes", { contact: { $unknowns: ["x"] } }, /contact\.\$unknowns/],
  ])("refuses %s", (_, value, message) => {
    expect(() => encodeFrame(value as codec.Frame)).toThrow(message);
    expect(() => encodeFrame(value as codec.Frame)).not.toThrow(KeepsakeError);
  });

  it("writes UTF-8 as the platform does", () => {
    const texts = fc.oneof(text(2000), fc.string({ unit: "binary", maxLength: 400 }));
    fc.assert(
      fc.property(texts, (displayName) => {
        const size = new TextEncoder().encode(displayName).length;
        const wire = encodeFrame({ contact: { displayName } });
        expect(new TextDecoder().decode(wire.subarray(wire.length - size))).toBe(displayName.replace(/^\ufeff/, ""));
        expect(decodeFrame(wire).contact?.displayName).toBe(displayName);
      }),
    );
  });

  it("leaves protobufjs alone", () => {
    expect(protobuf.Reader.discardUnknown).toBe(true);
    expect(Object.keys(protobuf.roots)).toEqual([]);
    expect(protobuf.Reader.prototype.uint64.call(protobuf.Reader.create(Uint8Array.of(5)))).not.toBe(5);
  });
});

describe("frames", () => {
  it("come back, and encode to the same bytes", () => {
    fc.assert(
      fc.property(frame(), (value) => {
        const wire = encodeFrame(value);
        const decoded = decodeFrame(wire);
        expect(encodeFrame(decoded)).toEqual(wire);
        expect(frameToJson(decoded)).toEqual(frameToJson(value));
      }),
      { numRuns: 500 },
    );
  });

  it("survive spread and structuredClone", () => {
    fc.assert(
      fc.property(frame(), unknownField(), (value, unknown) => {
        const wire = Uint8Array.of(...encodeFrame(value), ...unknown);
        expect(encodeFrame({ ...decodeFrame(wire) })).toEqual(wire);
        expect(encodeFrame(structuredClone(decodeFrame(wire)))).toEqual(wire);
      }),
    );
  });

  it("keep unknown fields at every depth and enum numbers that are not listed", () => {
    fc.assert(
      fc.property(frame(), fc.array(unknownField(), { maxLength: 3 }), fc.nat(), (value, unknown, choice) => {
        const places = messagesIn("Frame", value as Record<string, unknown>);
        const [path, place] = places[choice % places.length]!;
        place.$unknowns = unknown;
        const decoded = decodeFrame(encodeFrame(value));
        expect(unknownFields(decoded)).toEqual(unknown.length === 0 ? [] : [{ path, count: unknown.length }]);
        expect(encodeFrame(decoded)).toEqual(encodeFrame(value));
      }),
    );
  });

  it("of unknown kinds are kept byte for byte", () => {
    fc.assert(
      fc.property(fc.array(unknownField(), { minLength: 1 }), (fields) => {
        const wire = Uint8Array.from(fields.flatMap((field) => [...field]));
        expect(encodeFrame(decodeFrame(wire))).toEqual(wire);
      }),
    );
  });
});

function messagesIn(name: string, message: Record<string, unknown>, path = ""): [string, Record<string, unknown>][] {
  const inner = MESSAGES[name]!.filter(({ kind }) => kind === "message").flatMap(({ name: field, of, repeated }) => {
    const value = message[field] as Record<string, unknown> | Record<string, unknown>[] | undefined;
    if (value === undefined) return [];
    const where = path === "" ? field : `${path}.${field}`;
    if (!repeated) return messagesIn(of!, value as Record<string, unknown>, where);
    return (value as Record<string, unknown>[]).flatMap((item, i) => messagesIn(of!, item, `${where}[${i}]`));
  });
  return [[path, message], ...inner];
}

describe("any bytes", () => {
  const header = fc
    .record({ vaultId: bytes(16), epoch: uint64(), revision: uint64(), prfSalt: bytes(32), sealedDetails: bytes(80) })
    .map((value) => encodeHeader({ ...value, slots: [{ info: value.vaultId, sealedRootKey: value.prfSalt }] }));
  const snapshot = fc
    .record({ sequence: uint64(), writerName: text(256), producer: text(256) })
    .map((value) =>
      codec.encodeSnapshot({ ...value, ancestors: [{ sequence: 1 }], segments: [{ first: { rank: 1 } }] }),
    );
  const DECODERS: [string, fc.Arbitrary<Uint8Array>, (wire: Uint8Array) => unknown, string[]][] = [
    ["frame", frame().map(encodeFrame), decodeFrame, ["content.malformed", "content.limit-exceeded"]],
    ["header", header, (wire) => decodeHeader(wire), ["header.malformed"]],
    ["slot", header, (wire) => codec.decodeSlotInfo(wire), ["header.malformed"]],
    ["header details", header, (wire) => codec.decodeHeaderDetails(wire), ["header.malformed"]],
    ["snapshot", snapshot, (wire) => codec.decodeSnapshot(wire), ["snapshot.malformed"]],
    ["mark", uint64().map((n) => encodeMark(mark(n))), (wire) => decodeMark(wire), ["mark.malformed"]],
    ["archive index", snapshot, (wire) => codec.decodeArchiveIndex(wire), ["archive.malformed"]],
    ["device state", header, (wire) => codec.decodeDeviceState(wire), ["input.malformed"]],
  ];
  it.each(DECODERS)("decode as a %s or fail with its code", (_, valid, decode, codes) => {
    fc.assert(
      fc.property(mutated(valid), (wire) => {
        const code = codeOf(() => decode(wire));
        if (code !== undefined) expect(codes).toContain(code);
      }),
      { numRuns: 2000 },
    );
  });

  it("that decode as a frame encode again to something that means the same", () => {
    fc.assert(
      fc.property(mutated(frame().map(encodeFrame)), (wire) => {
        if (codeOf(() => decodeFrame(wire)) !== undefined) return;
        const again = encodeFrame(decodeFrame(wire));
        expect(encodeFrame(decodeFrame(again))).toEqual(again);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the schema", () => {
  it("is covered by the arbitraries: every field and every enum value turns up", () => {
    const seen = new Set<string>();
    for (const value of fc.sample(frame(), { numRuns: 3000, seed: 1 }))
      note("Frame", value as Record<string, unknown>, seen);
    const expected = reachable("Frame").flatMap((name) => MESSAGES[name]!.map((field) => `${name}.${field.name}`));
    expect(expected.filter((field) => !seen.has(field))).toEqual([]);
    const values = Object.entries(ENUMS).flatMap(([name, numbers]) =>
      Object.values(numbers).map((n) => `${name}=${n}`),
    );
    const used = values.filter((value) => !value.startsWith("BackupEligibility"));
    expect(used.filter((value) => !seen.has(value))).toEqual([]);
  });
});

function note(name: string, message: Record<string, unknown>, seen: Set<string>): void {
  for (const { name: field, kind, of, repeated } of MESSAGES[name]!) {
    const value = message[field];
    if (value === undefined || value === null) continue;
    seen.add(`${name}.${field}`);
    for (const item of repeated ? (value as unknown[]) : [value]) {
      if (kind === "message") note(of!, item as Record<string, unknown>, seen);
      if (kind === "enum") seen.add(`${of}=${item}`);
    }
  }
}

function reachable(name: string, seen = new Set<string>()): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const inner = MESSAGES[name]!.filter(({ kind }) => kind === "message").flatMap(({ of }) => reachable(of!, seen));
  return [name, ...inner];
}
