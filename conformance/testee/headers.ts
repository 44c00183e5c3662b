import { KeepsakeError } from "../../reference/core/errors.js";
import { buildHeader, parseHeader } from "../../reference/core/header.js";
import { readListedHeader, unlock } from "../../reference/core/header-choose.js";
import { headerName } from "../../reference/core/names.js";
import { decodeHeaderDetails, encodeHeaderDetails } from "../../reference/core/proto/codec.js";
import { parseRecoveryKeyPattern } from "../../reference/core/recovery-key.js";
import { findRecoveryKey } from "../../reference/core/recovery-key-completion.js";
import { bytes, bytesByName, list, number, optional, text } from "./args.js";
import type { Operations } from "./operation.js";
import { secret } from "./secret.js";
import { asStoredSlot } from "./slots.js";

/** Chapter 5. */
export const headers: Operations = {
  "header.parse": async (args, { provider }) => {
    const parsed = await parseHeader(provider, bytes(args, "file"), number(args, "revision"));
    const { vaultId, epoch, revision, prfSalt, digest } = parsed;
    const slots = parsed.slots.map(({ slotId, salt, kind }) => ({ slotId, salt, kind }));
    return { vaultId, epoch, revision, prfSalt, slots, digest };
  },
  "header.open": async (args, { provider }) => {
    const listed = await readListedHeader(provider, headerName(number(args, "revision")), bytes(args, "file"));
    const { rootKey, details } = await unlock(provider, [listed], secret(args, "secret"));
    const { writerId, formerEpochs } = details;
    return { rootKey, details: encodeHeaderDetails(details), writerId, formerEpochs: formerEpochs.length };
  },
  "header.build": async (args, { provider }) => {
    const fields = {
      vaultId: bytes(args, "vaultId"),
      epoch: number(args, "epoch"),
      revision: number(args, "revision"),
      prfSalt: bytes(args, "prfSalt"),
      slots: list(args, "slots", asStoredSlot),
    };
    const [details, sealSalt] = [decodeHeaderDetails(bytes(args, "details")), bytes(args, "sealSalt")];
    const file = await buildHeader(provider, bytes(args, "rootKey"), fields, details, () => sealSalt).catch((error) => {
      // The reference calls it its caller's mistake to build what it then refuses to read.
      throw error instanceof RangeError && error.cause instanceof KeepsakeError ? error.cause : error;
    });
    return { file };
  },
  "header.choose": async (args, { provider }) => {
    const listed = [];
    for (const [name, file] of bytesByName(args, "headers")) listed.push(await readListedHeader(provider, name, file));
    const chosen = await unlock(provider, listed, secret(args, "secret"), optional(args, "asked", number));
    const skipped = chosen.skipped.map(({ name, code }) => ({ name, code }));
    skipped.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { revision: chosen.header.revision, readOnly: chosen.readOnly, skipped };
  },
  "header.complete": async (args, { provider }) => {
    const parsed = await parseHeader(provider, bytes(args, "file"), number(args, "revision"));
    return { digits: await findRecoveryKey(provider, parseRecoveryKeyPattern(text(args, "text")), parsed) };
  },
};
