import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame, unknownField } from "../arbitraries/frame.js";
import { fromBase64, toBase64 } from "../core/base64.js";
import { frameFromJson, frameToJson } from "../core/json.js";
import { decodeFrame, encodeFrame, type Frame } from "../core/proto/codec.js";
import { thrownBy } from "./thrown.js";

const text = (value: Frame) => JSON.stringify(frameToJson(value));

/** Without what JSON does not show: the id and key of objects. */
function shown<T>(value: T, name = ""): T {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => shown(item)) as T;
  const hidden = name === "object" || name === "thumbnail" ? ["id", "key"] : [];
  const entries = Object.entries(value).filter(([key]) => !hidden.includes(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, shown(item, key)])) as T;
}

describe("canonical JSON", () => {
  it("has the form that the specification gives", () => {
    const message: Frame = {
      message: {
        receivedAtMs: 1_700_000_000_000,
        chatId: "c",
        id: "m",
        authorId: "",
        starred: true,
        media: {
          attachments: [
            {
              id: "a",
              kind: 1,
              width: 640,
              waveform: Uint8Array.of(0xfb, 0xff),
              object: {
                id: new Uint8Array(32),
                key: new Uint8Array(32),
                length: 5,
                digest: new Uint8Array(32).fill(0xab),
              },
            },
          ],
          caption: {},
        },
      },
    };
    expect(text(message)).toBe(
      `{"message":{"id":"m","chatId":"c","receivedAtMs":"1700000000000","starred":true,"media":{"attachments":[{"id":"a","kind":"KIND_PHOTO","object":{"length":"5","digest":"${"ab".repeat(32)}"},"width":640,"waveform":"+/8="}],"caption":{}}}}`,
    );
  });

  it("leaves out defaults, but not what has presence", () => {
    expect(text({ settings: { readReceipts: false, defaultExpireTimerMs: 0 } })).toBe(
      '{"settings":{"readReceipts":false}}',
    );
    expect(text({ chat: { id: "c", contactId: "", archived: false } })).toBe('{"chat":{"id":"c","contactId":""}}');
    expect(text({ message: { viewOnce: { kind: 77 } } })).toBe('{"message":{"viewOnce":{"kind":77}}}');
    expect(text({})).toBe("{}");
  });

  it("is the same for what was given and what was decoded, and gives it back", () => {
    fc.assert(
      fc.property(frame(), (value) => {
        const decoded = decodeFrame(encodeFrame(value));
        expect(text(decoded)).toBe(text(value));
        const again = frameFromJson(JSON.parse(text(value)));
        expect(text(again)).toBe(text(value));
        expect(encodeFrame(again)).toEqual(encodeFrame(shown(value)));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps unknown fields, last", () => {
    fc.assert(
      fc.property(fc.array(unknownField(), { minLength: 1 }), ($unknowns) => {
        const value: Frame = { contact: { id: "c", $unknowns } };
        expect(text(value)).toMatch(/^\{"contact":\{"id":"c","unknownFields":"[A-Za-z0-9+/]+=*"\}\}$/);
        expect(encodeFrame(frameFromJson(JSON.parse(text(value))))).toEqual(encodeFrame(value));
      }),
    );
  });

  it("reads numbers for strings and names, and null as unset", () => {
    const json = { message: { receivedAtMs: 5, viewOnce: { kind: 2 }, quote: null, chatId: null } };
    expect(frameFromJson(json)).toEqual({ message: { receivedAtMs: 5, viewOnce: { kind: 2 } } });
  });

  it.each<[string, string, string, unknown]>([
    ["an array", "content.malformed", "Frame", []],
    ["text", "content.malformed", "Frame", "{}"],
    ["null", "content.malformed", "Frame", null],
    ["an unknown key", "content.malformed", "message.Id", { message: { Id: "x" } }],
    ["the prototype", "content.malformed", "__proto__", JSON.parse('{"__proto__":{}}')],
    ["a secret", "content.malformed", "contact.avatar.object.key", { contact: { avatar: { object: { key: "" } } } }],
    ["two items", "content.malformed", "chat", { contact: {}, chat: {} }],
    ["two contents", "content.malformed", "message.poll", { message: { text: {}, poll: {} } }],
    ["a number as text", "content.malformed", "message.id", { message: { id: 5 } }],
    ["half a surrogate pair", "content.malformed", "message.id", { message: { id: "\ud800" } }],
    ["text as a boolean", "content.malformed", "chat.archived", { chat: { archived: "true" } }],
    ["an object as a list", "content.malformed", "contact.phoneNumbers", { contact: { phoneNumbers: {} } }],
    ["null in a list", "content.malformed", "message.reactions[0]", { message: { reactions: [null] } }],
    ["a fraction", "content.malformed", "message.sentAtMs", { message: { sentAtMs: 1.5 } }],
    ["a negative number", "content.malformed", "message.sentAtMs", { message: { sentAtMs: "-1" } }],
    ["an exponent", "content.malformed", "message.sentAtMs", { message: { sentAtMs: "1e3" } }],
    ["2^53", "content.limit-exceeded", "message.sentAtMs", { message: { sentAtMs: "9007199254740992" } }],
    ["2^32", "content.limit-exceeded", "chat.unreadCount", { chat: { unreadCount: 2 ** 32 } }],
    [
      "an unknown enum name",
      "content.malformed",
      "message.viewOnce.kind",
      { message: { viewOnce: { kind: "toString" } } },
    ],
    [
      "a double as text",
      "content.malformed",
      "message.location.location.latitude",
      { message: { location: { location: { latitude: "NaN" } } } },
    ],
    [
      "base64 without padding",
      "content.malformed",
      "account.avatar.waveform",
      { account: { avatar: { waveform: "AA" } } },
    ],
    [
      "base64 with stray bits",
      "content.malformed",
      "account.avatar.waveform",
      { account: { avatar: { waveform: "AB==" } } },
    ],
    [
      "upper-case hexadecimal",
      "content.malformed",
      "account.avatar.object.digest",
      { account: { avatar: { object: { digest: "AB" } } } },
    ],
    [
      "unknown fields that are no base64",
      "content.malformed",
      "message.unknownFields",
      { message: { unknownFields: 5 } },
    ],
  ])("refuses %s", (_, code, path, json) => {
    const error = thrownBy(() => frameFromJson(json));
    expect(error?.code).toBe(code);
    expect(error?.details.path ?? "Frame").toBe(path);
  });

  it("of any value gives a frame or one of its codes", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          frame().map(frameToJson),
          fc.dictionary(fc.constantFrom("message", "chat"), fc.jsonValue()),
        ),
        (json) => {
          expect([undefined, "content.malformed", "content.limit-exceeded"]).toContain(
            thrownBy(() => frameFromJson(json))?.code,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("base64", () => {
  it("is that of the platform", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(["A", "AAA", "AAAA=", "AA==AA==", "A A=", "____", "AA=\n", "é==="])("does not read %j", (bad) =>
    expect(fromBase64(bad)).toBe(undefined),
  );
});

it("shows a frame of very many unknown fields", () => {
  const count = 250_000;
  const unknown = Uint8Array.of(0xc0, 0x3e, 1); // field 1000
  const bytes = new Uint8Array(count * unknown.length).map((_, i) => unknown[i % unknown.length]!);
  const json = frameToJson(decodeFrame(bytes));
  expect(Object.keys(json as object)).toHaveLength(1);
});
