import { createHash } from "node:crypto";
import type { Expectation, Values } from "../case.js";
import { answerOf } from "../oracle.js";
import { bytesOf, filesOf, type Inputs, type Vector } from "./load.js";
import { type Adapters, expectationOf, type Request, single } from "./request.js";
import { secretOf } from "./secret.js";
import { writeRequests } from "./vault-write.js";

function vaultOf({ inputs }: Vector): Values {
  const { files, secret, deviceState } = inputs;
  const state = deviceState === undefined ? undefined : bytesOf(deviceState);
  return { files: filesOf(files), secret: secretOf(secret), state };
}

function history({ expect: { ok } }: Vector): Values {
  const formerEpochs = ok.formerEpochs.map(({ epoch, rootKey, lastSequence, lastDigest }: Inputs) => ({
    epoch,
    rootKey: bytesOf(rootKey),
    lastSequence,
    lastDigest: bytesOf(lastDigest),
  }));
  return { ...ok, formerEpochs };
}

/** Vectors of the layer rotation. */
export const rotation: Adapters = {
  history: single("vault.history", vaultOf, history),
  open: single("vault.open", vaultOf, ({ expect }) => expect.ok),
};

function restored({ expect: { ok } }: Vector): Values {
  const attachments = ok.attachments.map(({ id, content }: Inputs) => {
    const bytes = bytesOf(content);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { id, kind: "attachment", length: bytes.length, sha256 };
  });
  return { sequence: ok.sequence, frames: ok.frames, attachments, lost: [], dropped: 0 };
}

/**
 * A vector of a restore names the one file that is lost. If that is the segment with the account, the restore stops;
 * otherwise everything else is restored, and the loss is in the report.
 */
async function restoreRequests(vector: Vector): Promise<Request[]> {
  // Nothing of these vaults expires.
  const args = { ...vaultOf(vector), now: 0 };
  const { reject } = vector.expect;
  if (reject === undefined) return [{ operation: "vault.restore", args, expectation: { ok: restored(vector) } }];
  const answer = await answerOf("vault.restore", args);
  const [said] = answer.reject === undefined ? (answer.ok.lost as readonly Values[]) : [answer.reject];
  if (said?.code !== reject.code || said?.name !== reject.name) {
    throw new Error(`The reference does not report the loss of the vector ${vector.id}.`);
  }
  const expectation: Expectation =
    answer.reject === undefined
      ? { ok: answer.ok }
      : { reject: { codes: [reject.code!], details: { name: reject.name as string } } };
  return [{ operation: "vault.restore", args, expectation }];
}

/** Vectors of the layer vault. */
export const vault: Adapters = {
  write: {
    operations: ["vault.create", "vault.backup", "vault.rotate"],
    features: ["seed", "authenticator"],
    requests: writeRequests,
  },
  open: {
    operations: ["vault.open"],
    requests: (vector) => {
      const expectation = expectationOf(vector, () => vector.expect.ok);
      return [{ operation: "vault.open", args: vaultOf(vector), expectation }];
    },
  },
  restore: { operations: ["vault.restore"], requests: restoreRequests },
};
