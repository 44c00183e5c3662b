import { deriveEpochKeys } from "../../reference/core/derive.js";
import { parseHeader, verifyHeader } from "../../reference/core/header.js";
import { pad } from "../../reference/core/padding.js";
import { encodeHeaderDetails, type HeaderDetails } from "../../reference/core/proto/codec.js";
import * as parts from "./header-parts.js";
import { DIGITS, PLACE } from "./people.js";
import { provider } from "./seed.js";
import type { Accepted, Rejected, Rejection, Values } from "./vector.js";

export const { DETAILS, FIELDS, FORMER, RECOVERY, headerWith } = parts;

export const { vaultId, epoch, revision, rootKey } = PLACE;

const SECRET: Values = { kind: "recovery-key", digits: DIGITS };

export async function opens(
  id: string,
  requirement: string,
  file: Uint8Array,
  details: HeaderDetails,
  comment: string,
  secret = SECRET,
  place = PLACE,
): Promise<Accepted> {
  const encoded = encodeHeaderDetails(details);
  const keys = await deriveEpochKeys(provider, rootKey, vaultId, place.epoch);
  await verifyHeader(provider, await parseHeader(provider, file, revision), rootKey);
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "open",
    inputs: { file, revision, secret },
    ok: {
      rootKey,
      details: encoded,
      writerId: details.writerId!,
      formerEpochs: details.formerEpochs!.length,
    },
    intermediates: {
      headerMacKey: keys.headerMac,
      headerDetailsKey: keys.headerDetails,
      mac: file.slice(-32),
      paddedLength: pad(encoded).length,
    },
    comment,
  };
}

export function stays(
  id: string,
  requirement: string,
  mutation: string,
  file: Uint8Array,
  code: Rejection["code"],
  comment: string,
  secret = SECRET,
): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "open",
    inputs: { file, revision, secret },
    reject: { code: code! },
    parent: "header-open",
    mutation,
    comment,
  };
}
