import { createHash } from "node:crypto";
import type { Values } from "../suite/case.js";
import { applyLog, logOf } from "../suite/scenarios/kit/log.js";
import type { Files } from "../suite/scenarios/kit/scene.js";
import type { Artifact } from "./artifacts.js";
import { library, longerLibrary, now, ok, paperSecret, spareSecret } from "./sample.js";
import { demand, NotDone, type Side } from "./side.js";

/** A vault as it stands, and what the device that wrote it remembers. */
type Written = { readonly files: Files; readonly state: Uint8Array };

/** Lets a side write, and gives the vault after it. */
async function after(side: Side, operation: string, before: Partial<Written>, args: Values): Promise<Written> {
  const { files = {}, state } = before;
  const answer = await side(operation, { ...(operation === "vault.create" ? {} : { files, state }), now, ...args });
  const next = answer.state instanceof Uint8Array ? answer.state : state;
  if (next === undefined) throw new NotDone("fail", `${operation} gives no state to remember`);
  return { files: applyLog(files, logOf(answer)), state: next };
}

async function backedUp(side: Side): Promise<Written> {
  const slots = [{ secret: await paperSecret(), label: "paper" }];
  const made = await after(side, "vault.create", {}, { slots, writerName: "phone" });
  return after(side, "vault.backup", made, library);
}

/**
 * Restores, and compares with what the reference restores from the same files, of which nothing may be lost and every
 * content has to be that of the library.
 */
async function restores(side: Side, files: Files, secret: Values, contents: Values): Promise<void> {
  const args = { files, secret, now };
  const { frames, attachments, lost } = await referenceRestores(args);
  demand(
    "what the reference restores from it",
    { lost, attachments: digestsOf(attachments) },
    {
      lost: [],
      attachments: digestsOf(
        Object.entries(contents).map(([id, content]) => ({ id, sha256: sha256(content as Uint8Array) })),
      ),
    },
  );
  demand("vault.restore", await side("vault.restore", args), { frames, attachments, lost });
}

async function referenceRestores(args: Values): Promise<Values> {
  try {
    return await ok("vault.restore", args);
  } catch (error) {
    throw new NotDone("fail", (error as Error).message);
  }
}

/** From attachment id to digest, whatever the order. */
function digestsOf(attachments: Values[string]): Values {
  const list = (attachments as readonly Values[]).map(({ id, sha256 }) => [String(id), sha256] as const);
  return Object.fromEntries(list.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const vault: Artifact = {
  name: "vault",
  write: backedUp,
  read: async (consumer, { files }) =>
    restores(consumer, files as Files, await paperSecret(), library.contents as Values),
};

const addedSlot: Artifact = {
  name: "added slot",
  async write(producer) {
    const slot = { secret: await spareSecret(), label: "spare" };
    return after(producer, "vault.slot-add", await backedUp(producer), { slot });
  },
  read: async (consumer, { files }) =>
    restores(consumer, files as Files, await spareSecret(), library.contents as Values),
};

const rotated: Artifact = {
  name: "rotated vault",
  async write(producer) {
    return after(producer, "vault.rotate", await backedUp(producer), { secrets: [await paperSecret()] });
  },
  read: async (consumer, { files }) =>
    restores(consumer, files as Files, await paperSecret(), library.contents as Values),
};

/** The consumer takes the vault over and backs up; then the producer has to read what it wrote. */
const continued: Artifact = {
  name: "continued vault",
  write: backedUp,
  async read(consumer, { files }, producer) {
    const secret = await paperSecret();
    const opened = await consumer("vault.open", { files, secret, now });
    if (!(opened.state instanceof Uint8Array)) throw new NotDone("fail", "vault.open gives no state to remember");
    const begun = { files: files as Files, state: opened.state };
    const merged = Number(opened.snapshot);
    const taken = await after(consumer, "vault.take-over", begun, { writerName: "tablet", merged });
    const longer = await after(consumer, "vault.backup", taken, { ...longerLibrary, merged });
    await restores(producer, longer.files, secret, longerLibrary.contents as Values);
  },
};

export const vaultArtifacts: readonly Artifact[] = [vault, addedSlot, rotated, continued];
