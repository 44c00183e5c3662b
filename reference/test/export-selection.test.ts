import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Frame } from "../core/proto/types.js";
import { dropExpired, exportHtml, selectChats } from "../export/index.js";
import { all, OPTIONS, problemOf, useFolder } from "./export-support.js";
import { sampleFrames } from "./viewer-sample.js";

const paths = useFolder();

describe("dropExpired", () => {
  it("drops what has expired and what is never kept, and counts it", async () => {
    const message = (more: object): Frame => ({ message: { id: "m", receivedAtMs: 1, ...more } });
    const kept = [
      message({}),
      message({ expiresAtMs: 101 }),
      message({ expireTimerMs: 86_400_001 }),
      { call: { id: "c" } },
    ];
    const dropped = [message({ expiresAtMs: 100 }), message({ expireTimerMs: 86_400_000 })];
    let count = 0;
    const left = await all(dropExpired([...dropped, ...kept], 100, () => count++));
    expect(left).toEqual(kept);
    expect(count).toBe(2);
  });
});

describe("selectChats", () => {
  const titles = (frames: Frame[]) => frames.flatMap(({ chat }) => (chat ? [chat.id] : []));

  it("takes all chats if none is named", async () => {
    expect(await all(selectChats(sampleFrames(), []))).toEqual(sampleFrames());
  });

  it("takes an id, a title in any case, or a part of one title", async () => {
    for (const name of ["chat-hikers", "SUNDAY hikers 🥾", "hikers"]) {
      const frames = await all(selectChats(sampleFrames(), [name]));
      expect(titles(frames), name).toEqual(["chat-hikers"]);
      expect(frames.filter(({ message }) => message).length).toBe(11);
      expect(
        frames.every(
          ({ message, group }) =>
            (message?.chatId ?? "chat-hikers") === "chat-hikers" && (group?.id ?? "group-hikers") === "group-hikers",
        ),
      ).toBe(true);
    }
    expect(titles(await all(selectChats(sampleFrames(), ["alice", "notes"])))).toEqual(["chat-alice", "chat-notes"]);
  });

  it("says which chats there are if a name fits none or several", async () => {
    const ambiguous = await problemOf(all(selectChats(sampleFrames(), ["o"])));
    expect(ambiguous.problem).toBe("chat-ambiguous");
    expect(ambiguous.chats.map(({ id }) => id)).toEqual(["chat-archived", "chat-notes"]);
    expect(ambiguous.message).toContain("Notes to yourself  (id chat-notes)");
    const missing = await problemOf(all(selectChats(sampleFrames(), ["zebra"])));
    expect(missing.problem).toBe("chat-not-found");
    expect(missing.chats).toHaveLength(4);
    const empty = await problemOf(exportHtml(sampleFrames(), paths.target, { ...OPTIONS, chats: ["zebra"] }));
    expect(empty.problem).toBe("chat-not-found");
    expect(await readdir(paths.folder)).toEqual([]);
  });
});
