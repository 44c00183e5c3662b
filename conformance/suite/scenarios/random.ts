import { toHex } from "../../../reference/core/bytes.js";
import { objectName } from "../../../reference/core/names.js";
import type { Vault } from "../../../reference/core/vault.js";
import type { Case, CaseContext } from "../case.js";
import { demand, reopen, write } from "./kit/judge.js";
import { backupArgs, TWO_MONTHS } from "./kit/library.js";
import { applyLog, logOf } from "./kit/log.js";
import { scenarios } from "./kit/scenario.js";
import { type Files, freshVault, paper, type Scene, secretOf, spare } from "./kit/scene.js";
import { NOW } from "./kit/seed.js";

/** No value may occur twice, none may be of few different bytes. */
function demandRandom(values: Readonly<Record<string, Uint8Array>>): void {
  const seen = new Map<string, string>();
  for (const [name, bytes] of Object.entries(values)) {
    const hex = toHex(bytes);
    demand(!seen.has(hex), `${name} is the same as ${seen.get(hex)}.`);
    seen.set(hex, name);
    // 16 random bytes with fewer than 8 different ones: a chance of less than 1 in 10^9.
    demand(new Set(bytes).size >= Math.min(8, bytes.length / 2), `${name} has too few different bytes.`);
  }
  const all = Buffer.concat(Object.values(values));
  let ones = 0;
  for (const byte of all) for (let bit = byte; bit > 0; bit >>= 1) ones += bit & 1;
  const bits = all.length * 8;
  // Seven standard deviations.
  demand(Math.abs(ones - bits / 2) < 3.5 * Math.sqrt(bits), `Of ${bits} random bits ${ones} are set.`);
}

async function create(context: CaseContext): Promise<Scene> {
  const slots = [{ secret: secretOf(await paper()) }, { secret: secretOf(await spare()) }];
  const answer = await context.expect("vault.create", { files: {}, slots, writerName: "phone", now: NOW }, { ok: {} });
  demand(answer.state instanceof Uint8Array, "There is no state of the new vault.");
  return { files: applyLog({}, logOf(answer)), state: answer.state };
}

function secretsOf(name: string, { vaultId, header, details, epochs }: Vault): Record<string, Uint8Array> {
  const values: Record<string, Uint8Array> = {
    [`${name}: vault id`]: vaultId,
    [`${name}: root key`]: epochs.at(-1)!.rootKey,
    [`${name}: prf_salt`]: header.prfSalt,
    [`${name}: writer id`]: details.writerId,
    [`${name}: salt of the details`]: header.message.sealedDetails.subarray(0, 24),
  };
  for (const [i, { slotId, salt, stored }] of header.slots.entries()) {
    values[`${name}: id of slot ${i}`] = slotId;
    values[`${name}: salt of slot ${i}`] = salt;
    values[`${name}: salt of the sealed key ${i}`] = stored.sealedRootKey.subarray(0, 24);
  }
  return values;
}

async function newVaults(context: CaseContext): Promise<void> {
  const values: Record<string, Uint8Array> = {};
  for (const name of ["first", "second", "third"])
    Object.assign(values, secretsOf(name, await reopen(await create(context))));
  demandRandom(values);
}

/** The salts of all seals of stored files, by name. */
function saltsOf(name: string, files: Files, before: Files): Record<string, Uint8Array> {
  const at = (file: string) => (file.startsWith("objects/") ? 10 : 18);
  const stored = Object.entries(files).filter(([file]) => !(file in before) && !file.startsWith("headers/"));
  return Object.fromEntries(
    stored.map(([file, bytes]) => [`${name}: salt of ${file}`, bytes.slice(at(file), at(file) + 24)]),
  );
}

/** The same backup twice: same ids, since content and key are the same, and other salts. */
async function seals(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const values: Record<string, Uint8Array> = {};
  for (const name of ["first", "second"]) {
    const { scene: next } = await write(context, "vault.backup", scene, backupArgs(TWO_MONTHS));
    Object.assign(values, saltsOf(name, next.files, scene.files));
    const vault = await reopen(next);
    for (const { object } of vault.latest!.snapshot.segments) {
      demand(objectName(object.id) in next.files, "A segment is not stored.");
    }
  }
  demandRandom(values);
}

async function rotations(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const values: Record<string, Uint8Array> = {};
  for (const name of ["first", "second", "third"]) {
    const { scene: next } = await write(context, "vault.rotate", scene, { secrets: [secretOf(await paper())] });
    const { header, epochs } = await reopen(next);
    values[`${name}: root key`] = epochs.at(-1)!.rootKey;
    values[`${name}: prf_salt`] = header.prfSalt;
    values[`${name}: salt of the slot`] = header.slots[0]!.salt;
    values[`${name}: salt of the sealed key`] = header.slots[0]!.stored.sealedRootKey.subarray(0, 24);
    values[`${name}: salt of the details`] = header.message.sealedDetails.subarray(0, 24);
  }
  demandRandom(values);
}

async function newSlots(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const values: Record<string, Uint8Array> = {};
  for (const name of ["first", "second", "third"]) {
    const slot = { secret: secretOf(await spare()), label: "spare" };
    const { scene: next } = await write(context, "vault.slot-add", scene, { slot });
    const { slotId, salt, stored } = (await reopen(next)).header.slots[1]!;
    values[`${name}: slot id`] = slotId;
    values[`${name}: slot salt`] = salt;
    values[`${name}: salt of the sealed key`] = stored.sealedRootKey.subarray(0, 24);
  }
  demandRandom(values);
}

async function recoveryKeys(context: CaseContext): Promise<void> {
  const counts = new Array<number>(10).fill(0);
  const keys = new Set<string>();
  const runs = 40;
  for (let i = 0; i < runs; i++) {
    const { digits } = await context.expect("recovery-key.generate", {}, { ok: {} });
    keys.add(digits as string);
    for (const digit of digits as string) counts[Number(digit)]!++;
  }
  demand(keys.size === runs, "A recovery key was generated twice.");
  // Chi-squared with 9 degrees of freedom: above 60 once in 10^9 runs.
  const expected = (runs * 64) / 10;
  const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  demand(chi < 60, "The digits of recovery keys are not evenly distributed.", counts);
}

/** What is drawn at random, without a seed. */
export const random = (): Case[] => [
  ...scenarios("02-notation.md", [
    {
      name: "random-vaults",
      title: "Three new vaults share no id, key or salt",
      requirements: ["random-secure", "root-key-random", "slot-random-ids", "seal-random-salt", "prf-salt-local"],
      operations: ["vault.create"],
      why: "A key that is made twice, or made of the recovery key, opens what its owner has shut.",
      run: newVaults,
    },
    {
      name: "random-seals",
      title: "The same backup twice has no salt in common",
      requirements: ["seal-random-salt", "random-secure"],
      operations: ["vault.backup"],
      why: "Two contents under one key, salt and name show both.",
      run: seals,
    },
    {
      name: "random-recovery-keys",
      title: "Recovery keys differ, and their digits are evenly distributed",
      requirements: ["random-secure"],
      operations: ["recovery-key.generate"],
      why: "It is the key to everything.",
      run: recoveryKeys,
    },
  ]),
  ...scenarios("05-header.md", [
    {
      name: "random-rotations",
      title: "Three rotations of the same vault share no key or salt",
      requirements: ["rotate-new-secrets", "root-key-random", "slot-new-salt", "prf-salt-local"],
      operations: ["vault.rotate"],
      why: "A root key that follows from the former one revokes nothing.",
      run: rotations,
    },
    {
      name: "random-slots",
      title: "A slot that is added three times has each time another id and salt",
      requirements: ["slot-random-ids"],
      operations: ["vault.slot-add"],
      why: "Ids that repeat make one slot's seal fit another.",
      run: newSlots,
    },
  ]),
];
