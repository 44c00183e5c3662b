import type { Attachment } from "../../../../reference/core/proto/types.js";
import { answerOf } from "../../oracle.js";
import { bytesOf, listOf, mustEqual } from "../answers.js";
import type { Property } from "../chapter.js";
import { encodeFrame } from "../content/frames.js";
import { bytesOfPattern, part } from "../drawn.js";
import { property } from "../property.js";
import { type Files, filesAfter, NOW, plainVault } from "./plain.js";

const LENGTH = 100_000;
const CONTENT = bytesOfPattern({ length: LENGTH, seed: 7 });
const VIDEO: Attachment = { id: "video", kind: 2 };

let made: Promise<{ files: Files; state: Uint8Array; object: string }> | undefined;

async function make() {
  const { files, state } = await plainVault();
  const frames = [
    { account: { selfContactId: "me" } },
    { contact: { id: "me" } },
    { chat: { id: "chat" } },
    { message: { id: "m", chatId: "chat", receivedAtMs: NOW, media: { attachments: [VIDEO] } } },
  ].map(encodeFrame);
  const { ok } = await answerOf("vault.backup", { files, state, now: NOW, frames, contents: { video: CONTENT } });
  const after = filesAfter(files, ok!);
  // The largest file is that of the video.
  const [object] = Object.entries(after).sort(([, a], [, b]) => b.length - a.length)[0]!;
  return { files: after, state: bytesOf(ok!, "state"), object };
}

/** Properties of reading a part of an attachment. */
export const rangeProperties: readonly Property[] = [
  {
    name: "read-range",
    title: "A part of an attachment is read from its object alone",
    requirements: ["range-checks-first", "range-chunk-steps"],
    operations: ["vault.read-range"],
    features: ["ranges"],
    why: "Ranges are there so that a film need not be fetched whole.",
    run: (context) =>
      property(
        context,
        [part(), part()],
        async (one, other) => {
          made ??= make();
          const { files, state, object } = await made;
          const start = Math.floor(one * LENGTH);
          const end = start + 1 + Math.floor(other * (LENGTH - start));
          const args = { files, state, now: NOW, attachmentId: "video", start, end };
          const ok = await context.expect("vault.read-range", args, { ok: {} });
          mustEqual("the range", bytesOf(ok, "content"), CONTENT.subarray(start, end));
          // How much more than the chunks is read is the reader's own affair; that it is of other objects is not.
          mustEqual(
            "the objects that are read",
            [...new Set(listOf(ok, "reads").map(({ name }) => name as string))],
            [object],
          );
        },
        { cost: 5 },
      ),
  },
];
