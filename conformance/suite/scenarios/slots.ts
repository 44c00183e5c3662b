import { equalBytes } from "../../../reference/core/bytes.js";
import { decodeState } from "../../../reference/core/device-state.js";
import { encodeSlotInfo } from "../../../reference/core/proto/codec.js";
import { generateRecoveryKey } from "../../../reference/core/recovery-key.js";
import type { Case, CaseContext } from "../case.js";
import { headerFile } from "./kit/forge.js";
import { demand, demandEqual, refuseUntouched, reopen, write } from "./kit/judge.js";
import { putNames } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { forgetfulState, freshVault, paper, type Scene, secretOf, spare, withSpareSlot } from "./kit/scene.js";
import { oneBackup } from "./kit/scenes.js";
import { bytesOf, NOW, randomnessOf } from "./kit/seed.js";

/** A slot of a kind that version 1.0 does not define: field 18 of SlotInfo. */
async function unknownSlot(name: string) {
  const kind = new Uint8Array([0x92, 0x01, 0x00]);
  const info = encodeSlotInfo({
    slotId: await bytesOf(name, 16),
    salt: await bytesOf(`${name}/salt`),
    $unknowns: [kind],
  });
  return { info, sealedRootKey: await bytesOf(`${name}/sealed`) };
}

/** A vault whose header has some slots of unknown kind after its own. */
async function withUnknownSlots(count: number): Promise<Scene> {
  const scene = await freshVault();
  const vault = await vaultOf(scene);
  const more = await Promise.all(Array.from({ length: count }, (_, i) => unknownSlot(`unknown ${i}`)));
  const slots = [...vault.header.slots.map(({ stored }) => stored), ...more];
  return { files: { ...scene.files, ...(await headerFile(vault, { fields: { slots } })) }, state: scene.state };
}

const keyOf = async (name: string) => secretOf(generateRecoveryKey(await randomnessOf(name)));

async function added(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const before = await vaultOf(scene);
  const slot = { secret: secretOf(await spare()), label: "spare" };
  const now = NOW + 1000;
  const { log, scene: next } = await write(context, "vault.slot-add", scene, { slot, now });
  demandEqual("What was stored", putNames(log), ["headers/0000000000000002"]);
  const { header, details } = await reopen(next);
  demandEqual("The former slot", header.slots[0]!.stored.info, before.header.slots[0]!.stored.info);
  demandEqual(
    "The sealed key of the former slot",
    header.slots[0]!.stored.sealedRootKey,
    before.header.slots[0]!.stored.sealedRootKey,
  );
  demandEqual("prf_salt and epoch", [header.prfSalt, header.epoch], [before.header.prfSalt, 1]);
  const { slotId } = header.slots[1]!;
  const made = details.slots.find((each) => equalBytes(each.slotId, slotId));
  const { label, createdAtMs, confirmedAtMs, backupEligibility } = made!;
  demandEqual(
    "The details of the new slot",
    [label, createdAtMs, confirmedAtMs, backupEligibility],
    ["spare", now, 0, 0],
  );
  demandEqual("Writer and time", [details.writerName, details.createdAtMs], ["phone", now]);
  await reopen(next, { kind: "recovery-key", digits: await spare() });
}

async function byKek(context: CaseContext): Promise<void> {
  const scene = await withSpareSlot(await freshVault());
  const keks = decodeState(scene.state).slotKeks;
  demandEqual("How many keys the device keeps", keks.length, 2);
  for (const [index, { slotId, kek }] of keks.entries()) {
    const opened = (id: Uint8Array) => ({ files: scene.files, secret: { kind: "kek", slotId: id, kek } });
    await context.expect("vault.open", opened(slotId), { ok: { revision: 2 } });
    const refusal = { reject: { codes: ["key.no-matching-slot"] } };
    await context.expect("vault.open", opened(keks[1 - index]!.slotId), refusal);
  }
}

async function slotLimit(context: CaseContext): Promise<void> {
  const slot = { secret: await keyOf("last"), label: "last" };
  const { scene } = await write(context, "vault.slot-add", await withUnknownSlots(30), { slot });
  demandEqual("The number of slots", (await reopen(scene)).header.slots.length, 32);
  await refuseUntouched(context, "vault.slot-add", await withUnknownSlots(31), { slot }, "input.limit-exceeded");
}

async function lastSlot(context: CaseContext): Promise<void> {
  const two = await withSpareSlot(await freshVault());
  const [first, second] = (await vaultOf(two)).header.slots;
  const { scene } = await write(context, "vault.slot-remove", two, { slotId: first!.slotId });
  const { header, details } = await reopen(scene, { kind: "recovery-key", digits: await spare() });
  demandEqual(
    "The slots",
    header.slots.map(({ slotId }) => slotId),
    [second!.slotId],
  );
  demandEqual(
    "The labels",
    details.slots.map(({ label }) => label),
    ["spare"],
  );
  await refuseUntouched(context, "vault.slot-remove", scene, { slotId: second!.slotId }, "key.last-slot");
}

async function lastKnown(context: CaseContext): Promise<void> {
  const scene = await withUnknownSlots(2);
  const [known, unknown] = (await vaultOf(scene)).header.slots;
  await refuseUntouched(context, "vault.slot-remove", scene, { slotId: known!.slotId }, "key.last-slot");
  const removed = await write(context, "vault.slot-remove", scene, { slotId: unknown!.slotId });
  demandEqual("The number of slots", (await reopen(removed.scene)).header.slots.length, 2);
}

async function unknownKept(context: CaseContext): Promise<void> {
  const scene = await withUnknownSlots(1);
  const before = (await vaultOf(scene)).header.slots[1]!.stored;
  const slot = { secret: secretOf(await spare()), label: "spare" };
  const { scene: next } = await write(context, "vault.slot-add", scene, { slot });
  const after = (await reopen(next)).header.slots[1]!.stored;
  demandEqual("The slot of unknown kind", [after.info, after.sealedRootKey], [before.info, before.sealedRootKey]);
  const listed = await context.expect("vault.slot-list", { files: next.files, state: next.state }, { ok: {} });
  const kinds = (listed.slots as { kind: string }[]).map(({ kind }) => kind);
  demandEqual("The kinds of the slots", kinds, ["recovery-key", "unknown", "recovery-key"]);
}

const passkeySlot = async (backupEligibility: number) => ({
  secret: {
    kind: "cred-random",
    credentialId: await bytesOf("credential"),
    rpId: "backup.example",
    credRandom: await bytesOf("cred-random"),
  },
  label: "security key",
  transports: ["usb"],
  backupEligibility,
});

async function passkeyDetails(context: CaseContext): Promise<void> {
  const now = NOW + 7;
  const { scene } = await write(context, "vault.slot-add", await freshVault(), { slot: await passkeySlot(2), now });
  const { header, details } = await reopen(scene);
  const slot = header.slots[1]!;
  demandEqual(
    "The passkey",
    [slot.passkey!.rpId, slot.passkey!.credentialId, slot.passkey!.transports],
    ["backup.example", await bytesOf("credential"), ["usb"]],
  );
  const made = details.slots.find(({ slotId }) => equalBytes(slotId, slot.slotId))!;
  demandEqual(
    "Its details",
    [made.label, made.createdAtMs, made.confirmedAtMs, made.backupEligibility],
    ["security key", now, now, 2],
  );
  const { secret } = await passkeySlot(2);
  await context.expect("vault.open", { files: scene.files, secret }, { ok: { revision: 2 } });
}

async function deviceBound(context: CaseContext): Promise<void> {
  const create = async (eligibility: number, more = {}) => ({
    args: { files: {}, slots: [await passkeySlot(eligibility)], writerName: "phone", now: NOW, ...more },
  });
  await context.expect("vault.create", (await create(1)).args, { ok: {} });
  await context.expect("vault.create", (await create(2, { allowDeviceBoundOnly: true })).args, { ok: {} });
  const codes = ["key.last-slot", "usage"];
  await context.expect("vault.create", (await create(2)).args, { reject: { codes } });
}

/** A ceremony that fails says nothing about the slot. */
async function failedCeremony(context: CaseContext): Promise<void> {
  const { scene } = await write(context, "vault.slot-add", await freshVault(), { slot: await passkeySlot(1) });
  const credentialId = await bytesOf("credential");
  const bad = { kind: "passkey", credentialId, prf: new Uint8Array(16) };
  const { files } = scene;
  await context.expect("vault.open", { files, secret: bad }, { reject: { codes: ["key.prf-missing"] } });
  const log = { files, secret: bad, state: forgetfulState(scene.state), now: NOW, slot: { secret: await keyOf("x") } };
  const reject = await context.expect("vault.slot-add", log, { reject: { codes: ["key.prf-missing"] } });
  demandEqual("What was done after a failed ceremony", reject.log ?? null, []);
}

/** The output fits the slot, and the assertion was of another credential. */
async function byCredential(context: CaseContext): Promise<void> {
  const { scene } = await write(context, "vault.slot-add", await freshVault(), { slot: await passkeySlot(1) });
  const { header } = await reopen(scene);
  const { credRandom, credentialId } = (await passkeySlot(1)).secret;
  const { input } = await context.expect("passkey.prf-input", { prfSalt: header.prfSalt }, { ok: {} });
  const { output } = await context.expect("passkey.prf", { credRandom, input: input as Uint8Array }, { ok: {} });
  const secret = (id: Uint8Array) => ({ kind: "passkey", credentialId: id, prf: output as Uint8Array });
  const { files } = scene;
  await context.expect("vault.open", { files, secret: secret(credentialId) }, { ok: { revision: 2 } });
  const other = secret(await bytesOf("another credential"));
  await context.expect("vault.open", { files, secret: other }, { reject: { codes: ["key.no-matching-slot"] } });
}

async function limitsOfWriters(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const secret = await keyOf("labelled");
  const labelled = (length: number) => ({ slot: { secret, label: "l".repeat(length) } });
  const { scene: next } = await write(context, "vault.slot-add", scene, labelled(256));
  demand(
    (await reopen(next)).details.slots.some((slot) => slot.label?.length === 256),
    "The label is not there.",
  );
  await refuseUntouched(context, "vault.slot-add", scene, labelled(257), "usage");
}

async function byDigits(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const args = { files: scene.files, secret: secretOf(await paper()) };
  const opened = await context.expect("vault.open", args, { ok: { revision: 1, epoch: 1, snapshot: 0 } });
  demand(opened.state instanceof Uint8Array, "There is no state for a device that opened the vault.");
  await context.expect(
    "vault.open",
    { ...args, secret: secretOf(await spare()) },
    {
      reject: { codes: ["key.no-matching-slot"] },
    },
  );
}

/** What a writer does to slots within an epoch. */
export const slotCases = (): Case[] =>
  scenarios("05-header.md", [
    {
      name: "slot-added",
      title: "A slot is added to a copy of the header, and what was there stays",
      requirements: [
        "header-copies",
        "slot-details-new",
        "slot-carry-ids",
        "header-next-revision",
        "header-put-if-absent",
        "slot-verify-before-store",
      ],
      operations: ["vault.slot-add"],
      why: "A header that changes more than it says locks out keys that nobody meant to remove.",
      run: added,
    },
    {
      name: "slot-by-kek",
      title: "A key-encryption key is tried on the slot of its id, and on no other",
      requirements: ["slot-kek", "slot-none"],
      operations: ["vault.open"],
      why: "A device that kept such a key has no digits to fall back on.",
      run: byKek,
    },
    {
      name: "slot-limit",
      title: "A 32nd slot is added, a 33rd is refused",
      requirements: ["slot-limit", "limits-writer"],
      operations: ["vault.slot-add"],
      why: "No reader accepts a header with more: the vault would be closed to its owner.",
      run: slotLimit,
    },
    {
      name: "last-slot",
      title: "The last slot is never removed",
      requirements: ["last-slot"],
      operations: ["vault.slot-remove"],
      why: "A vault without a slot is lost with its device.",
      run: lastSlot,
    },
    {
      name: "last-slot-known",
      title: "Slots of unknown kind do not count when the last one is to be removed",
      requirements: ["last-slot-known", "slot-keep-unknown"],
      operations: ["vault.slot-remove"],
      why: "Nobody at hand can tell whether such a slot opens anything.",
      run: lastKnown,
    },
    {
      name: "unknown-slot-kept",
      title: "A slot of unknown kind is kept byte for byte within an epoch",
      requirements: ["slot-keep-unknown", "extension-keep", "slot-info-as-stored"],
      operations: ["vault.slot-add", "vault.slot-list"],
      why: "It may be the only key of a person who also uses a newer program.",
      run: unknownKept,
    },
    {
      name: "passkey-slot-details",
      title: "A passkey's slot says in the clear what a ceremony needs, and the rest in the sealed details",
      requirements: ["slot-details-new", "slot-details-kept", "enroll-backup-eligibility"],
      operations: ["vault.slot-add", "vault.open"],
      features: ["authenticator"],
      why: "Without credential id and transports no browser finds the passkey again.",
      run: passkeyDetails,
    },
    {
      name: "device-bound-only",
      title: "A device-bound passkey is the only slot only if the user insists",
      requirements: ["device-bound-only"],
      level: "should",
      operations: ["vault.create"],
      features: ["authenticator"],
      why: "The backup would be lost with the device from which it is to protect.",
      run: deviceBound,
    },
    {
      name: "label-limit",
      title: "A label of 256 bytes is stored, a longer one is refused",
      requirements: ["limits-writer"],
      operations: ["vault.slot-add"],
      why: "A header with a longer label is one that no reader accepts.",
      run: limitsOfWriters,
    },
    {
      name: "opened-by-digits",
      title: "A vault opens with its recovery key and gives the device something to remember",
      requirements: ["slot-none", "state-update"],
      operations: ["vault.open"],
      why: "A device that remembers nothing cannot see a roll-back.",
      run: byDigits,
    },
  ]).concat(
    scenarios("04-passkey.md", [
      {
        name: "failure-keeps-slot",
        title: "A passkey that gives no usable output deletes nothing",
        requirements: ["passkey-failure-keeps-slot", "prf-output-length"],
        operations: ["vault.open", "vault.slot-add"],
        features: ["authenticator"],
        why: "Browsers report a cancelled dialog and a deleted passkey alike.",
        run: failedCeremony,
      },
      {
        name: "slot-by-credential",
        title: "The slot is chosen by the credential of the assertion, not by trying the output everywhere",
        requirements: ["use-credential-id", "slot-passkey-credential"],
        operations: ["vault.slot-add", "vault.open", "passkey.prf-input", "passkey.prf"],
        features: ["authenticator"],
        why: "A header of someone else could make a reader try an output on slots of their choice.",
        run: byCredential,
      },
    ]),
  );
