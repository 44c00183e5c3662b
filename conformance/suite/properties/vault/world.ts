/** A vault in the hands of two programs, and what is known of it without a look at its files. */
import { decodeState } from "../../../../reference/core/device-state.js";
import { type CaseContext, Mismatch, type Value, type Values } from "../../case.js";
import { answerOf } from "../../oracle.js";
import { listOf, must, mustEqual } from "../answers.js";
import { hex } from "../oracle.js";
import { asAuthenticator, type SlotSecret } from "../slots.js";
import type { Expected, Phone } from "./phone.js";
import { type Files, filesAfter } from "./plain.js";
import type { Hand } from "./steps.js";

/** A slot that opens the vault. Without a secret it is of a kind that nobody knows. */
export interface LiveSlot {
  readonly slotId: string;
  readonly secret: SlotSecret | undefined;
  readonly label: string;
}

/** Everything that the story knows. */
export interface World {
  readonly context: CaseContext;
  /** For named randomness: then each step is done by both programs, and their files have to be the same. */
  readonly seed: Uint8Array | undefined;
  readonly phone: Phone;
  now: number;
  files: Files;
  /** Of the device that may write. */
  state: Uint8Array;
  slots: readonly LiveSlot[];
  /** Secrets that opened the vault once. */
  gone: readonly SlotSecret[];
  /** States of devices that wrote once. */
  formerWriters: readonly Uint8Array[];
  /** What each snapshot holds that is stored, by sequence. */
  readonly snapshots: Map<number, Expected>;
  /** The highest sequence there has been. */
  lastSequence: number;
  /** Whether the newest snapshot is another device's. */
  newestIsOthers: boolean;
  /** How often the key was changed. */
  rotations: number;
}

/** What the device that writes opens the vault with. */
export const asDevice = (world: World): Values => ({ files: world.files, state: world.state, now: world.now });

/** What a person opens the vault with. */
export const asPerson = (world: World, secret: SlotSecret): Values => ({
  files: world.files,
  secret: asAuthenticator(secret),
  now: world.now,
});

/** The slots that somebody can open. */
export const openable = ({ slots }: World): readonly (LiveSlot & { readonly secret: SlotSecret })[] =>
  slots.filter((slot): slot is LiveSlot & { secret: SlotSecret } => slot.secret !== undefined);

/** Asks one of the programs for what has to work. @throws Mismatch if it refuses */
export async function succeedBy(world: World, by: Hand, operation: string, args: Values): Promise<Values> {
  if (by === "testee") return world.context.expect(operation, args, { ok: {} });
  const { ok, reject } = await answerOf(operation, args);
  if (ok !== undefined) return ok;
  throw new Mismatch(`the reference refuses ${operation} of what the testee wrote, with ${reject.code}`, {
    actual: reject,
  });
}

/** Asks one of the programs for what must not work. */
export async function refuseBy(world: World, by: Hand, operation: string, args: Values, code: string): Promise<void> {
  if (by === "testee") await world.context.expect(operation, args, { reject: { codes: [code] } });
  else mustEqual(`the code of ${operation}`, (await answerOf(operation, args)).reject?.code, code);
}

/** A step that writes: its log has to keep the rules of a store, and the files are what it leaves. */
export async function write(world: World, by: Hand, operation: string, args: Values): Promise<Values> {
  const seeded = world.seed === undefined ? args : { ...args, seed: world.seed };
  const ok = await succeedBy(world, by, operation, seeded);
  const before = world.files;
  checkLog(before, ok);
  world.files = filesAfter(before, ok);
  if (ok.state instanceof Uint8Array) world.state = ok.state;
  if (world.seed !== undefined) await compare(operation, seeded, before, world.files);
  return ok;
}

async function compare(operation: string, args: Values, before: Files, after: Files): Promise<void> {
  const { ok, reject } = await answerOf(operation, args);
  if (ok === undefined)
    throw new Mismatch(`the reference refuses ${operation}, with ${reject.code}`, { actual: reject });
  const expected = filesAfter(before, ok);
  mustEqual(`the names after ${operation}`, Object.keys(after).sort(), Object.keys(expected).sort());
  for (const [name, file] of Object.entries(expected)) mustEqual(`${name} after ${operation}`, after[name], file);
}

const NAME = /^(?:(?:headers|snapshots|marks)\/(?!0{16})00[01][0-9a-f]{13}|objects\/([0-9a-f]{2})\/\1[0-9a-f]{62})$/;

/** The rules that hold for whatever a writer does to a store. */
function checkLog(files: Files, answer: Values): void {
  const there = new Set(Object.keys(files));
  let snapshotIsStored = false;
  for (const entry of listOf(answer, "log")) {
    const { put, exists, delete: deleted } = entry;
    if (typeof put === "string") {
      must(NAME.test(put), `${put} is no name of a vault`);
      must(!there.has(put), `${put} is overwritten`);
      must(!(snapshotIsStored && put.startsWith("objects/")), `${put} is stored after the snapshot`);
      snapshotIsStored ||= put.startsWith("snapshots/");
      there.add(put);
    } else if (typeof exists === "string") must(there.has(exists), `${exists} is said to be there, and is not`);
    else if (typeof deleted === "string") {
      must(NAME.test(deleted), `${deleted} is no name of a vault, and is deleted`);
      there.delete(deleted);
    }
  }
}

/** Names of a folder, ascending. */
export const namesIn = (files: Files, folder: string): string[] =>
  Object.keys(files)
    .filter((name) => NAME.test(name) && name.startsWith(`${folder}/`))
    .sort();

/** The root key and vault id that a device keeps. */
export const stateOf = (world: World) => decodeState(world.state);

export const idText = (id: Value | undefined): string => (id instanceof Uint8Array ? hex(id) : String(id));
