import type { AttachmentContent, OpenContent } from "../../reference/core/attachment-content.js";
import { backup } from "../../reference/core/backup.js";
import { LIMITS } from "../../reference/core/limits.js";
import type { Values } from "../suite/case.js";
import { asBytes, bytesByName, list, number, object, optional, present, text } from "./args.js";
import { framesOf } from "./content.js";
import type { Operation } from "./operation.js";
import { writing } from "./vault.js";

const contentOf = (content: Uint8Array): AttachmentContent => ({ length: content.length, read: () => content });

/** Content that is another at each reading; from the last one on it stays. What calls itself long is read twice. */
function changingContent(readings: readonly Uint8Array[]): AttachmentContent {
  let reading = 0;
  return { length: LIMITS.object, read: () => readings[Math.min(reading++, readings.length - 1)]! };
}

/** What the arguments have of attachments. */
export function contentsIn(args: Values): OpenContent {
  const contents = optional(args, "contents", bytesByName);
  const thumbnails = optional(args, "thumbnails", bytesByName);
  const readings = optional(args, "readings", object);
  return async ({ id = "" }) => {
    if (readings?.[id] !== undefined) return changingContent(list(readings, id, asBytes));
    const [content, thumbnail] = [contents?.get(id), thumbnails?.get(id)];
    if (content === undefined) return undefined;
    return { ...contentOf(content), ...(thumbnail === undefined ? {} : { thumbnail: contentOf(thumbnail) }) };
  };
}

/** Chapter 9, writing a backup. */
export const vaultBackup: Operation = writing(async (vault, args) => {
  const said = {
    account: optional(args, "account", text),
    service: optional(args, "service", text),
    producer: optional(args, "producer", text),
    merged: optional(args, "merged", number),
  };
  const input = {
    ...present(said),
    frames: framesOf(args),
    openAttachment: contentsIn(args),
    now: number(args, "now"),
  };
  const { snapshot, leftOut } = await backup(vault, input);
  return { sequence: snapshot.sequence, leftOut: leftOut.expired + leftOut.shortTimer };
});
