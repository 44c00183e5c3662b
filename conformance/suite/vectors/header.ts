import type { Values } from "../case.js";
import { bytesOf, filesOf, type Inputs, type Vector } from "./load.js";
import { type Adapters, single } from "./request.js";
import { secretOf } from "./secret.js";

function parsed({ expect: { ok } }: Vector): Values {
  const { vaultId, epoch, revision, prfSalt, slots, digest } = ok;
  return {
    vaultId: bytesOf(vaultId),
    epoch,
    revision,
    prfSalt: bytesOf(prfSalt),
    slots: slots.map(({ slotId, salt, kind }: Inputs) => ({ slotId: bytesOf(slotId), salt: bytesOf(salt), kind })),
    digest: bytesOf(digest),
  };
}

function opened({ expect: { ok } }: Vector): Values {
  const { rootKey, details, writerId, formerEpochs } = ok;
  return { rootKey: bytesOf(rootKey), details: bytesOf(details), writerId: bytesOf(writerId), formerEpochs };
}

/** Vectors of the layer header. */
export const header: Adapters = {
  parse: single("header.parse", ({ inputs: { file, revision } }) => ({ file: bytesOf(file), revision }), parsed),
  open: single(
    "header.open",
    ({ inputs: { file, revision, secret } }) => ({ file: bytesOf(file), revision, secret: secretOf(secret) }),
    opened,
  ),
  choose: single(
    "header.choose",
    ({ inputs: { headers, secret, asked } }) => ({ headers: filesOf(headers), secret: secretOf(secret), asked }),
    ({ expect }) => expect.ok,
  ),
  complete: single(
    "header.complete",
    ({ inputs: { file, revision, text } }) => ({ file: bytesOf(file), revision, text }),
    ({ expect }) => expect.ok,
  ),
};
