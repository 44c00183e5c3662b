import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backup } from "../arbitraries/backup.js";
import type { Frame, Message } from "../core/proto/types.js";
import { createFrameChecker, type LostSegment } from "../core/stream-rules.js";
import { thrownBy } from "./thrown.js";

const account: Frame = { account: { selfContactId: "me" } };
const contact = (id: string): Frame => ({ contact: { id } });
const me = contact("me");
const group: Frame = { group: { id: "g" } };
const chat: Frame = { chat: { id: "c" } };
const message = (parts: Message = {}): Frame => ({ message: { id: "m", chatId: "c", receivedAtMs: 5, ...parts } });
const unknown: Frame = { $unknowns: [Uint8Array.of(0xf8, 0x07, 0)] };

function check(frames: readonly (Frame | LostSegment)[]) {
  const checker = createFrameChecker();
  return thrownBy(() => {
    for (const frame of frames) "first" in frame ? checker.skip(frame) : checker.check(frame as Frame);
    checker.finish();
  });
}

describe("the rules between frames", () => {
  it("hold for every generated backup", () => {
    fc.assert(
      fc.property(backup(), (frames) => {
        expect(check(frames)).toBe(undefined);
      }),
    );
  });

  it("break if two frames change places", () => {
    fc.assert(
      fc.property(backup(), fc.nat(), (frames, place) => {
        if (frames.length < 2) return;
        const at = place % (frames.length - 1);
        const swapped = frames.toSpliced(at, 2, frames[at + 1]!, frames[at]!);
        // A name can be missed before the order is seen to be wrong.
        expect(check(swapped)?.code).toMatch(/^content\.(order|reference)$/);
      }),
    );
  });

  it.each<[string, number | undefined, Frame[]]>([
    ["no frames", undefined, []],
    ["no account", 0, [me, chat]],
    ["an unknown frame first", 0, [unknown, account, me]],
    ["two accounts", 1, [account, account, me]],
    ["two settings", 2, [account, { settings: {} }, { settings: {} }, me]],
    ["a contact twice", 2, [account, me, me]],
    ["a contact after a group", 3, [account, me, group, contact("x")]],
    [
      "a message and a call with the same key",
      4,
      [account, me, chat, message(), { call: { id: "m", receivedAtMs: 5 } }],
    ],
    ["an older message", 4, [account, me, chat, message(), message({ id: "n", receivedAtMs: 4 })]],
    ["an older message after an unknown frame", 5, [account, me, chat, message(), unknown, message({ id: "a" })]],
  ])("refuse %s", (_, frame, frames) => {
    const error = check(frames);
    expect(error?.code).toBe("content.order");
    expect(error?.details.frame).toBe(frame);
  });

  it.each<[path: string, Frame]>([
    ["group.createdBy", { group: { id: "h", createdBy: "x" } }],
    ["group.members[1].contactId", { group: { id: "h", members: [{ contactId: "me" }, { contactId: "x" }] } }],
    ["chat.contactId", { chat: { id: "d", contactId: "x" } }],
    ["chat.groupId", { chat: { id: "d", groupId: "me" } }],
    ["chat.draft.mentions[0].contactId", { chat: { id: "d", draft: { mentions: [{ contactId: "x" }] } } }],
    ["message.chatId", message({ chatId: "g" })],
    ["message.authorId", message({ authorId: "x" })],
    ["message.quote.text.mentions[0].contactId", message({ quote: { text: { mentions: [{ contactId: "x" }] } } })],
    [
      "message.edits[1].text.mentions[0].contactId",
      message({ edits: [{}, { text: { mentions: [{ contactId: "x" }] } }] }),
    ],
    ["message.text.text.mentions[0].contactId", message({ text: { text: { mentions: [{ contactId: "x" }] } } })],
    [
      "message.media.caption.mentions[0].contactId",
      message({ media: { caption: { mentions: [{ contactId: "x" }] } } }),
    ],
    [
      "message.liveLocation.caption.mentions[0].contactId",
      message({ liveLocation: { caption: { mentions: [{ contactId: "x" }] } } }),
    ],
    ["message.event.responses[0].contactId", message({ event: { responses: [{ contactId: "x" }] } })],
    ["call.initiatorId", { call: { id: "k", receivedAtMs: 1, initiatorId: "x" } }],
    ["call.participantIds[0]", { call: { id: "k", receivedAtMs: 1, participantIds: ["x"] } }],
    ["call.chatId", { call: { id: "k", receivedAtMs: 1, chatId: "x" } }],
  ])("refuse %s that names no frame", (path, broken) => {
    const before = [account, me, ...(broken.group ? [] : [group]), ...(broken.group || broken.chat ? [] : [chat])];
    expect(check([...before, broken])).toMatchObject({
      code: "content.reference",
      details: { path, frame: before.length },
    });
  });

  it("refuse an account of an owner without a contact, after the last frame", () => {
    const expected = { code: "content.reference", details: { path: "account.selfContactId", frame: 0 } };
    expect(check([account])).toMatchObject(expected);
    expect(check([account, contact("a")])).toMatchObject(expected);
    expect(check([account, contact("a"), group, chat])).toMatchObject(expected);
    // [@self-contact-last]
    const checker = createFrameChecker();
    for (const frame of [account, contact("a"), chat, message()]) checker.check(frame);
    expect(thrownBy(() => checker.finish())).toMatchObject(expected);
  });

  it("end after 1,048,576 directory frames", () => {
    const checker = createFrameChecker();
    checker.check(account);
    const id = (n: number) => String(n).padStart(7, "0");
    for (let n = 1; n < 1_048_576; n++) checker.check({ stickerPack: { id: id(n) } });
    // [@directory-limit]
    expect(thrownBy(() => checker.check({ stickerPack: { id: "9" } }))).toMatchObject({
      code: "content.limit-exceeded",
      details: { frame: 1_048_576 },
    });
  });

  it.each<[string, Frame]>([
    ["the voter of a poll", message({ poll: { options: [{ voterIds: ["x"] }] } })],
    ["a quoted author", message({ quote: { authorId: "x", messageId: "x" } })],
    ["the author of a reaction", message({ reactions: [{ authorId: "x" }] })],
    ["who got a message", message({ receipts: [{ contactId: "x" }] })],
    ["who deleted it", message({ deleted: { deletedBy: "x" } })],
    ["who did something", message({ system: { actorId: "x", subjectIds: ["y"] } })],
    ["the pack of a sticker", message({ sticker: { image: { id: "a" }, stickerPackId: "x" } })],
    ["nobody", message({ authorId: "" })],
    ["nobody", { call: { id: "k", receivedAtMs: 1, initiatorId: "", chatId: "" } }],
  ])("accept %s without a frame", (_, frame) => expect(check([account, me, group, chat, frame])).toBe(undefined));

  it("miss no names any more once a segment of the directory is lost", () => {
    const lost = (first: [number, string], last: [number, string]): LostSegment => ({
      first: { rank: first[0], timeMs: 0, id: first[1] },
      last: { rank: last[0], timeMs: 0, id: last[1] },
    });
    const contacts = lost([3, "a"], [3, "n"]);
    expect(check([account, contacts, chat, message({ authorId: "b" })])).toBe(undefined);
    expect(check([account, contacts, chat, message({ authorId: "o" })])).toBe(undefined);
    expect(check([lost([1, ""], [6, "z"]), message({ chatId: "a" })])).toBe(undefined);
    expect(check([lost([1, ""], [6, "b"]), message({ chatId: "c" })])).toBe(undefined);
    const timeline: LostSegment = { first: { rank: 7, timeMs: 1, id: "a" }, last: { rank: 7, timeMs: 5, id: "m" } };
    expect(check([account, me, chat, timeline, message()])?.code).toBe("content.order");
    expect(check([account, me, chat, timeline, message({ id: "n" })])).toBe(undefined);
    expect(check([account, me, chat, timeline, message({ id: "n", authorId: "x" })])?.code).toBe("content.reference");
  });
});
