import { createHash } from "node:crypto";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { toHex } from "../core/bytes.js";
import { forEachAttachment } from "../core/frame-refs.js";
import type { StoredSnapshot } from "../core/history.js";
import type { Attachment, Frame } from "../core/proto/types.js";
import { readFrames } from "../core/restore.js";
import { openAttachment } from "../core/restore-attachment.js";
import { collect } from "../core/store.js";
import type { Vault } from "../core/vault.js";
import { DAY, type Library, NOW, photo, plain, text } from "./vault-helpers.js";

/** Photos that there can be. */
export const PHOTOS = 12;

/** A library with those of the photos whose bits are set: what goes away and comes back is the same as before. */
export function albumOf(bits: number): Library {
  const frames: Frame[] = [
    { account: { selfContactId: "me", displayName: "Sam" } },
    { contact: { id: "friend", displayName: "Alex" } },
    { contact: { id: "me", displayName: "Sam" } },
    { chat: { id: "chat", title: "Alex" } },
  ];
  const contents = new Map<string, Uint8Array>();
  for (let n = 0; n < PHOTOS; n++) {
    if ((bits & (1 << n)) === 0) continue;
    // Three a month, so that segments come back as well.
    const time = NOW - (PHOTOS - n) * 10 * DAY;
    frames.push(photo(`p${n}`, time), text(`t${n}`, time + 1, `photo ${n}`));
    contents.set(`p${n}-photo`, bytesFor(`photo ${n}`, 300 + n * 200));
  }
  return { frames, contents };
}

/** A digest of all that a library has. */
export function fingerprint({ frames, contents }: Library): string {
  const hex = [...contents].map(([id, bytes]) => [id, toHex(bytes)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([plain(frames), hex], inOrder))
    .digest("hex")
    .slice(0, 16);
}

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The fingerprint of what a snapshot restores to. @throws KeepsakeError if anything of it is lost */
export async function restoredFingerprint(vault: Vault, stored: StoredSnapshot): Promise<string> {
  const frames: Frame[] = [];
  const attachments: Attachment[] = [];
  const reading = readFrames(vault, stored, { now: NOW });
  for await (const frame of reading) {
    frames.push(frame);
    forEachAttachment(frame, (attachment) => attachments.push(attachment));
  }
  if (reading.lost.length > 0) return JSON.stringify(reading.lost);
  const contents = new Map<string, Uint8Array>();
  for (const attachment of attachments) {
    contents.set(attachment.id ?? "", await collect(openAttachment(vault, attachment)));
  }
  return fingerprint({ frames, contents });
}
