import { forEachAttachment } from "../core/frame-refs.js";
import type { Attachment } from "../core/proto/types.js";
import type { Vault } from "../core/vault.js";
import { allFrames, makeLibrary } from "./vault-helpers.js";

/** One month with one photo. */
export const small = () => makeLibrary(1, 30_000);
/** The id of that photo. */
export const PHOTO = "m0-b-photo";

/** An attachment of the newest backup, as a restore gives it. */
export async function restored(vault: Vault, id = PHOTO): Promise<Attachment> {
  for (const frame of await allFrames(vault)) {
    let found: Attachment | undefined;
    forEachAttachment(frame, (attachment) => {
      if (attachment.id === id) found = attachment;
    });
    if (found !== undefined) return found;
  }
  throw new Error(`no attachment ${id}`);
}
