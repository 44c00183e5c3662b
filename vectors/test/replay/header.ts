import { deriveEpochKeys } from "../../../reference/core/derive.js";
import { parseHeader } from "../../../reference/core/header.js";
import { readListedHeader, unlock } from "../../../reference/core/header-choose.js";
import { headerName } from "../../../reference/core/names.js";
import { encodeHeaderDetails } from "../../../reference/core/proto/codec.js";
import { parseRecoveryKeyPattern } from "../../../reference/core/recovery-key.js";
import { findRecoveryKey } from "../../../reference/core/recovery-key-completion.js";
import { bytesOf } from "../load.js";
import type { Replays } from "./replay.js";
import { secretOf } from "./slots.js";

export const header: Replays = {
  async parse(provider, { file, revision }) {
    const bytes = bytesOf(file);
    const parsed = await parseHeader(provider, bytes, revision);
    const { vaultId, epoch, prfSalt, digest } = parsed;
    const slots = parsed.slots.map(({ slotId, salt, kind }) => ({ slotId, salt, kind }));
    return { ok: { vaultId, epoch, revision: parsed.revision, prfSalt, slots, digest } };
  },
  async open(provider, { file, revision, secret }) {
    const listed = await readListedHeader(provider, headerName(revision), bytesOf(file));
    const { rootKey, header, details } = await unlock(provider, [listed], secretOf(secret));
    const keys = await deriveEpochKeys(provider, rootKey, header.vaultId, header.epoch);
    const formerEpochs = details.formerEpochs.length;
    return {
      ok: { rootKey, details: encodeHeaderDetails(details), writerId: details.writerId, formerEpochs },
      intermediates: { headerMacKey: keys.headerMac, headerDetailsKey: keys.headerDetails },
    };
  },
  async choose(provider, { headers, secret, asked }) {
    const listed = [];
    for (const [name, file] of Object.entries(headers)) {
      listed.push(await readListedHeader(provider, name, bytesOf(file)));
    }
    const { header, readOnly, skipped } = await unlock(provider, listed, secretOf(secret), asked);
    return { ok: { revision: header.revision, readOnly, skipped: skipped.map(({ name, code }) => ({ name, code })) } };
  },
  async complete(provider, { file, revision, text }) {
    const parsed = await parseHeader(provider, bytesOf(file), revision);
    return { ok: { digits: await findRecoveryKey(provider, parseRecoveryKeyPattern(text), parsed) } };
  },
};
