import { createHash } from "node:crypto";
import { concat, u32 } from "../../../../reference/core/bytes.js";
import { deriveEpochKeys } from "../../../../reference/core/derive.js";
import { SNAPSHOT_FILE, sealEpochFile } from "../../../../reference/core/epoch-file.js";
import { buildHeader, parseHeader } from "../../../../reference/core/header.js";
import { headerName, snapshotName } from "../../../../reference/core/names.js";
import {
  decodeHeader,
  decodeHeaderDetails,
  decodeSnapshot,
  encodeHeader,
  encodeSnapshot,
} from "../../../../reference/core/proto/codec.js";
import { nodeProvider as provider } from "../../../../reference/node/provider-node.js";
import type { Values } from "../../case.js";
import { answerOf } from "../../oracle.js";
import type { Change, ChangeFamily } from "./changes.js";
import type { Files, Story } from "./story.js";

const START = 14;
const SHA_AND_MAC = 64;
const salt = (_: string, length: number) => new Uint8Array(length).fill(0x5a);

async function given(operation: string, args: Values): Promise<Values> {
  const answer = await answerOf(operation, args);
  if (answer.ok === undefined) throw new Error(`the reference does not do ${operation} for a forgery`);
  return answer.ok;
}

/** A header that says what it should, with a right SHA-256 and the MAC of another: what anyone can make. */
function keylessHeader(file: Uint8Array, change: { readonly epoch?: number; readonly revision: number }): Uint8Array {
  const message = encodeHeader({ ...decodeHeader(file.subarray(START, -SHA_AND_MAC)), ...change });
  const start = concat(file.subarray(0, 10), u32(message.length), message);
  return concat(start, createHash("sha256").update(start).digest(), file.subarray(-32));
}

/** Headers that no holder of a key wrote, at every number around those of the vault. */
export const keylessHeaders: ChangeFamily = ({ files, oldHeaders }) => {
  const changes: Change[] = [];
  for (const [name, file] of Object.entries({ ...oldHeaders, [headerName(3)]: files[headerName(3)]! })) {
    for (const revision of [1, 2, 3, 4, 5, 1000]) {
      for (const epoch of [1, 2, 3, 4]) {
        const planted = keylessHeader(file, { epoch, revision });
        const as = headerName(revision);
        changes.push({
          what: `${name} stands as ${as} with epoch ${epoch}, without a key`,
          files: { ...files, [as]: planted },
        });
      }
    }
  }
  return changes;
};

/**
 * Headers that a holder of a former root key can make: right in themselves, of his epoch, at every number. The slots are
 * those of his epoch's header.
 */
export const formerKeyHeaders: ChangeFamily = async ({ files, oldHeaders, rootKeys, vaultId }) => {
  const changes: Change[] = [];
  for (const [i, former] of Object.values(oldHeaders).entries()) {
    const { epoch, rootKey } = rootKeys[i]!;
    const { prfSalt, message, revision } = await parseHeader(provider, former, undefined);
    const secret = { kind: "root-key", epoch, rootKey };
    const { details } = await given("header.open", { file: former, revision, secret });
    for (const number of [1, 2, 3, 4, 9]) {
      const fields = { vaultId, epoch, revision: number, prfSalt, slots: message.slots };
      const planted = await buildHeader(provider, rootKey, fields, decodeHeaderDetails(details as Uint8Array), salt);
      const as = headerName(number);
      const what = `a header of epoch ${epoch} stands as ${as}, by its root key`;
      changes.push({ what, files: { ...files, [as]: planted } });
    }
  }
  return changes;
};

async function forge(story: Story, base: Uint8Array, rootKey: Uint8Array, epoch: number, sequence: number) {
  const keys = await deriveEpochKeys(provider, rootKey, story.vaultId, epoch);
  const snapshot = decodeSnapshot(base);
  const ancestors = snapshot.ancestors.filter((ancestor) => ancestor.sequence < sequence);
  const protobuf = encodeSnapshot({
    ...snapshot,
    epoch,
    sequence,
    ancestors,
    minHeaderRevision: 1,
    account: "mallory",
  });
  return sealEpochFile(
    provider,
    SNAPSHOT_FILE,
    keys,
    { vaultId: story.vaultId, epoch, number: sequence },
    protobuf,
    salt,
  );
}

const SEQUENCES = [1, 2, 3, 4, 5, 6, 7, 64, 1000];

async function forgeries(story: Story, rootKey: Uint8Array, epoch: number, by: string): Promise<Change[]> {
  const { files, vaultId, rootKeys } = story;
  const name = snapshotName(3);
  const { protobuf } = await given("snapshot.decode", { vaultId, epochs: rootKeys, name, file: files[name]! });
  const changes: Change[] = [];
  for (const sequence of SEQUENCES) {
    const as = snapshotName(sequence);
    const planted = await forge(story, protobuf as Uint8Array, rootKey, epoch, sequence);
    const what = `a snapshot of epoch ${epoch} stands as ${as}, ${by}`;
    changes.push({ what, files: { ...files, [as]: planted } });
    // The same with everything newer gone.
    const older = Object.entries(files).filter(([other]) => !other.startsWith("snapshots/") || other < as);
    changes.push({
      what: `${what}, and none is newer`,
      files: { ...(Object.fromEntries(older) as Files), [as]: planted },
    });
  }
  return changes;
}

/** Snapshots by a holder of a former root key, at every number, with and without the newer ones. */
export const formerKeySnapshots: ChangeFamily = async (story) => {
  const former = story.rootKeys.slice(0, -1);
  const changes = await Promise.all(
    former.map(({ epoch, rootKey }) => forgeries(story, rootKey, epoch, "by its root key")),
  );
  return changes.flat();
};

/** Snapshots by someone who has no key, for every epoch. */
export const keylessSnapshots: ChangeFamily = async (story) => {
  const madeUp = new Uint8Array(32).fill(0x77);
  const changes = await Promise.all([1, 2, 3, 4].map((epoch) => forgeries(story, madeUp, epoch, "by a made-up key")));
  return changes.flat();
};
