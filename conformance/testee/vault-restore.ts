import { createHash } from "node:crypto";
import { forEachAttachment } from "../../reference/core/frame-refs.js";
import { chooseSnapshot, type StoredSnapshot } from "../../reference/core/history.js";
import type { Loss } from "../../reference/core/loss.js";
import { FOLDERS } from "../../reference/core/names.js";
import type { Attachment } from "../../reference/core/proto/types.js";
import { readAttachmentRange, readFrames } from "../../reference/core/restore.js";
import { restoreAll } from "../../reference/core/restore-all.js";
import type { Vault } from "../../reference/core/vault.js";
import type { Value, Values } from "../suite/case.js";
import { flag, number, optional, text } from "./args.js";
import { canonical } from "./content.js";
import { type Operations, Rejected } from "./operation.js";
import { reading } from "./vault.js";

const chosen = (vault: Vault, args: Values) => chooseSnapshot(vault, optional(args, "sequence", number));

const asLoss = ({ code, name, kind, attachmentId }: Loss): Value => ({ code, name, kind, attachmentId });

async function restore(vault: Vault, args: Values): Promise<Values> {
  const stored = await chosen(vault, args);
  const frames: string[] = [];
  // Several are read at a time; each has its place from the beginning.
  const attachments: (Value | undefined)[] = [];
  const sink: Parameters<typeof restoreAll>[2] = {
    frame: (frame) => {
      frames.push(canonical(frame));
    },
    attachment: async (pieces, { attachment, kind }) => {
      const place = attachments.push(undefined) - 1;
      const hash = createHash("sha256");
      let length = 0;
      for await (const piece of pieces) {
        hash.update(piece);
        length += piece.length;
      }
      attachments[place] = { id: attachment.id ?? "", kind, length, sha256: hash.digest("hex") };
    },
  };
  const options = { now: number(args, "now"), acceptLostAccount: flag(args, "acceptLostAccount") };
  const report = await restoreAll(vault, stored, sink, options);
  return {
    sequence: stored.sequence,
    frames,
    attachments: attachments.filter((attachment) => attachment !== undefined),
    lost: report.lost.map(asLoss),
    dropped: report.leftOut.expired + report.leftOut.shortTimer,
    unknownFields: report.unknownFields,
    unknownFrames: report.unknownFrames,
  };
}

async function findAttachment(vault: Vault, stored: StoredSnapshot, id: string): Promise<Attachment> {
  for await (const frame of readFrames(vault, stored, { keepExpired: true })) {
    let found: Attachment | undefined;
    forEachAttachment(frame, (attachment) => {
      if (attachment.id === id) found = attachment;
    });
    if (found !== undefined) return found;
  }
  throw new Rejected("usage", `There is no attachment ${id}.`);
}

/** Chapter 9, restoring. */
export const vaultRestoring: Operations = {
  "vault.restore": reading(restore),
  "vault.read-range": reading(async (vault, args, store) => {
    const [attachmentId, start, end] = [text(args, "attachmentId"), number(args, "start"), number(args, "end")];
    const attachment = await findAttachment(vault, await chosen(vault, args), attachmentId);
    const searched = store.reads.length;
    const content = await readAttachmentRange(vault, attachment, start, end);
    const reads = store.reads.slice(searched).filter(({ name }) => name.startsWith(FOLDERS.object));
    return { content, reads: reads.map((read) => ({ ...read })) };
  }),
};
