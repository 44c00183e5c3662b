import { forEachAttachment } from "../../reference/core/frame-refs.js";
import { frameToJson } from "../../reference/core/json.js";
import { objectName } from "../../reference/core/names.js";
import { restoreAll } from "../../reference/core/restore-all.js";
import { collect } from "../../reference/core/store.js";
import { flip } from "./bytes.js";
import type { Told } from "./story.js";
import { BY_PAPER, filesOf } from "./vault.js";
import type { Accepted, Rejected, Rejection, Values } from "./vector.js";

export async function restores(id: string, told: Told, secret: Values, comment: string): Promise<Accepted> {
  const frames: string[] = [];
  const attachments: Values[] = [];
  await restoreAll(
    told.vault,
    told.vault.latest!,
    {
      frame: (frame) => {
        frames.push(JSON.stringify(frameToJson(frame)));
      },
      attachment: async (content, { attachment }) => {
        attachments.push({ id: attachment.id!, content: await collect(content) });
      },
    },
    { now: 0 },
  );
  return {
    id,
    title: comment,
    requirements: ["restore-digest", "snapshot-choose"],
    operation: "restore",
    inputs: { files: filesOf(told.files), secret },
    ok: { sequence: told.vault.latest!.sequence, frames, attachments },
    comment,
  };
}

export async function losses(whole: Told): Promise<Rejected[]> {
  const segments = whole.vault.latest!.snapshot.segments;
  const names = segments.map(({ object }) => objectName(object.id));
  const attachment = [...whole.files.keys()].filter((name) => name.startsWith("objects/"));
  const frames: string[] = [];
  await restoreAll(
    whole.vault,
    whole.vault.latest!,
    {
      frame: (frame) => {
        forEachAttachment(frame, ({ object }) => {
          if (object?.id) frames.push(objectName(object.id));
        });
      },
    },
    { now: 0 },
  );
  const [photo] = frames.filter((name) => attachment.includes(name));
  const lost = (
    id: string,
    requirement: string,
    mutation: string,
    code: Rejection["code"],
    name: string,
    file: Uint8Array | undefined,
    comment: string,
  ): Rejected => {
    const files = new Map(whole.files);
    if (file === undefined) files.delete(name);
    else files.set(name, file);
    return {
      id,
      title: mutation,
      requirements: [requirement],
      operation: "restore",
      inputs: { files: filesOf(files), secret: BY_PAPER },
      reject: { code: code!, name },
      parent: "vault-restore",
      mutation,
      comment,
    };
  };
  const get = (name: string) => whole.files.get(name)!;
  return [
    lost(
      "vault-attachment-missing",
      "attachment-loss-contained",
      "the attachment is removed",
      "object.missing",
      photo!,
      undefined,
      "The message is restored, the loss reported.",
    ),
    lost(
      "vault-attachment-damaged",
      "restore-report",
      "a bit of the attachment",
      "object.auth",
      photo!,
      flip(get(photo!), -1),
      "The message is restored, the loss reported.",
    ),
    lost(
      "vault-attachment-cut",
      "check-sizes",
      "the last byte of the attachment is removed",
      "object.truncated",
      photo!,
      get(photo!).subarray(0, -1),
      "The message is restored, the loss reported.",
    ),
    lost(
      "vault-segment-missing",
      "restore-contained",
      "a segment of the timeline is removed",
      "object.missing",
      names[1]!,
      undefined,
      "Its frames are lost, and no others.",
    ),
    lost(
      "vault-segment-damaged",
      "restore-contained",
      "a bit of a segment of the timeline",
      "object.auth",
      names[2]!,
      flip(get(names[2]!), 200),
      "Its frames are lost, and no others.",
    ),
    lost(
      "vault-account-lost",
      "restore-account",
      "the segment with the account is removed",
      "object.missing",
      names[0]!,
      undefined,
      "The restore stops, unless the user accepts that.",
    ),
    lost(
      "vault-segment-exchanged",
      "object-commitment",
      "a segment stands under the name of another",
      "object.auth",
      names[1]!,
      get(names[2]!),
      "Of the same size, and not the one.",
    ),
  ];
}
