import { openArchive, verifyArchive } from "../../../reference/core/archive-read.js";
import { packArchive } from "../../../reference/core/archive-write.js";
import { decodeState } from "../../../reference/core/device-state.js";
import { chooseSnapshot, listSnapshots } from "../../../reference/core/history.js";
import { frameToJson } from "../../../reference/core/json.js";
import { errorOf, type Problem } from "../../../reference/core/problem.js";
import type { CryptoProvider } from "../../../reference/core/provider.js";
import { restoreAll } from "../../../reference/core/restore-all.js";
import { bytesSource } from "../../../reference/core/source.js";
import { collect } from "../../../reference/core/store.js";
import { createMemoryStore } from "../../../reference/core/store-memory.js";
import { openVault } from "../../../reference/core/vault.js";
import { type Step, tell } from "../../generate/story.js";
import { bytesOf, type Inputs } from "../load.js";
import type { Replays } from "./replay.js";
import { secretOf } from "./slots.js";

const storeOf = (files: Inputs) =>
  createMemoryStore(new Map(Object.entries(files).map(([name, file]) => [name, bytesOf(file)])));

export const archive: Replays = {
  async open(provider, { file }) {
    const opened = await openArchive(bytesSource(bytesOf(file)), provider);
    await verifyArchive(opened);
    return { ok: { entries: [...opened.entries.values()] } };
  },
  async pack(provider, { files }) {
    const file = await collect(packArchive(storeOf(files), { provider }));
    return { ok: { file } };
  },
};

function openFrom(provider: CryptoProvider, { files, secret, deviceState }: Inputs) {
  const remembered = deviceState === undefined ? {} : { remembered: decodeState(bytesOf(deviceState)) };
  return openVault(storeOf(files), secretOf(secret), { provider, ...remembered });
}

export const rotation: Replays = {
  async history(provider, inputs) {
    const vault = await openFrom(provider, inputs);
    const problems: Problem[] = [];
    const counts: number[] = [];
    for await (const { sequence } of listSnapshots(vault, problems)) counts.push(sequence);
    const { header, details, latest, epochs } = vault;
    return {
      ok: {
        revision: header.revision,
        epoch: header.epoch,
        formerEpochs: details.formerEpochs.map(({ $unknowns, ...entry }) => entry),
        counts,
        ignored: problems.map(({ code, name }) => ({ code, name })),
        newest: latest?.sequence,
      },
      intermediates: { rootKey: epochs.at(-1)!.rootKey },
    };
  },
  async open(provider, inputs) {
    const { header } = await openFrom(provider, inputs);
    return { ok: { revision: header.revision } };
  },
};

/** A step with its bytes. */
function stepOf(step: Inputs): Step {
  const slots = step.slots?.map((slot: Inputs) =>
    slot.kind === "passkey"
      ? { ...slot, credentialId: bytesOf(slot.credentialId), credRandom: bytesOf(slot.credRandom) }
      : slot,
  );
  const contents = Object.entries(step.contents ?? {}).map(([id, content]) => [id, bytesOf(content)]);
  return {
    ...step,
    slots,
    frames: step.frames?.map(bytesOf),
    contents: Object.fromEntries(contents),
    remove: step.remove?.map(bytesOf),
  };
}

export const vault: Replays = {
  async write(provider, { seed, steps }) {
    const told = await tell(provider, bytesOf(seed), steps.map(stepOf));
    const { vaultId, epochs } = told.vault;
    return {
      ok: { files: Object.fromEntries(told.files) },
      intermediates: { vaultId, epochs: epochs.map(({ epoch, rootKey }) => ({ epoch, rootKey })) },
    };
  },
  async open(provider, inputs) {
    const { header, latest, latestError, readOnly } = await openFrom(provider, inputs);
    if (readOnly !== undefined) throw errorOf(readOnly);
    if (latestError !== undefined) throw latestError;
    return { ok: { revision: header.revision, epoch: header.epoch, snapshot: latest?.sequence ?? 0 } };
  },
  async restore(provider, inputs) {
    const opened = await openFrom(provider, inputs);
    const chosen = await chooseSnapshot(opened);
    const frames: string[] = [];
    const attachments: Inputs[] = [];
    const sink = {
      frame: (frame: Inputs) => {
        frames.push(JSON.stringify(frameToJson(frame)));
      },
      attachment: async (content: AsyncIterable<Uint8Array>, { attachment }: Inputs) => {
        attachments.push({ id: attachment.id, content: await collect(content) });
      },
    };
    const { lost } = await restoreAll(opened, chosen, sink, { now: 0 });
    if (lost.length > 1) throw new Error("more than one loss");
    if (lost[0] !== undefined) throw errorOf(lost[0]);
    return { ok: { sequence: chosen.sequence, frames, attachments } };
  },
};
