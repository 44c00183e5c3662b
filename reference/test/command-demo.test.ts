import { describe, expect, it } from "vitest";
import type { Attachment, Frame } from "../core/proto/types.js";
import { type Chats, compare } from "../demo/compare.js";

const account: Frame = { account: { selfContactId: "me", displayName: "Sam" } };
const photo: Attachment = { id: "a", fileName: "a.jpg" };
const stored: Attachment = { ...photo, object: { length: 3 } };
const message = (body: string, attachment: Attachment): Frame => ({
  message: { id: body, receivedAtMs: 1, media: { attachments: [attachment], caption: { body } } },
});

function chats(frames: readonly Frame[], bytes: number[] = [1, 2, 3]): Chats {
  async function* all() {
    yield* frames;
  }
  async function* content() {
    yield Uint8Array.from(bytes);
  }
  return { frames: all(), open: async () => content() };
}

describe("what npm start compares", () => {
  const original = () => chats([account, message("Hi", photo)]);

  it("counts what is the same, whatever the vault added", async () => {
    const result = await compare(original(), chats([account, message("Hi", stored)]));
    expect(result).toEqual({ frames: 2, messages: 1, media: 1, mediaBytes: 3, differences: [] });
  });

  it.each<[string, Chats]>([
    ["another text", chats([account, message("Ho", stored)])],
    ["another byte", chats([account, message("Hi", stored)], [1, 2, 4])],
    ["a missing byte", chats([account, message("Hi", stored)], [1, 2])],
    ["a missing file", chats([account, message("Hi", photo)])],
    ["a missing message", chats([account])],
    ["one message more", chats([account, message("Hi", stored), message("Hi", stored)])],
    ["nothing at all", chats([])],
  ])("notices %s", async (_what, restored) => {
    expect((await compare(original(), restored)).differences).not.toEqual([]);
  });
});
