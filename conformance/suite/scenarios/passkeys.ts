import { equalBytes } from "../../../reference/core/bytes.js";
import { kekFromPrf } from "../../../reference/core/derive.js";
import type { Vault } from "../../../reference/core/vault.js";
import type { Case, CaseContext, Values } from "../case.js";
import { prfInput, prfOutput } from "../properties/04-passkey.js";
import { demand, demandEqual, refuseUntouched, reopen, type Written, write } from "./kit/judge.js";
import { scenarios } from "./kit/scenario.js";
import { changedState, freshVault, once, paper, type Scene, secretOf, spare } from "./kit/scene.js";
import { oneBackup } from "./kit/scenes.js";
import { bytesOf, NOW, provider } from "./kit/seed.js";

const AUTHENTICATOR = ["authenticator"];
const PARTY = "backup.example";

/** A passkey in software: as a secret, and what a new slot of it says. */
async function passkey(name: string, more: Values = {}) {
  const [credentialId, credRandom] = [await bytesOf(`${name}/credential`), await bytesOf(`${name}/cred-random`)];
  const secret = { kind: "cred-random", credentialId, rpId: PARTY, credRandom };
  return { secret, slot: { secret, label: name, transports: ["internal"], backupEligibility: 1, ...more } };
}

/** The same passkey as a ceremony for one salt gives it. */
async function outputFor(name: string, prfSalt: Uint8Array): Promise<Values> {
  const { credentialId, credRandom } = (await passkey(name)).secret;
  return { kind: "passkey", credentialId, prf: prfOutput(credRandom, prfInput(prfSalt)) };
}

const passkeysOf = ({ header }: Vault) => header.slots.filter(({ kind }) => kind === "passkey");

/** Adds the slot of a passkey by the testee. */
const added = async (context: CaseContext, scene: Scene, name: string, more: Values = {}): Promise<Written> =>
  write(context, "vault.slot-add", scene, { slot: (await passkey(name, more)).slot });

/** A vault with one backup, a recovery key and the passkeys of a phone and of a key, added by the testee. */
async function withTwo(context: CaseContext): Promise<Scene> {
  const one = await added(context, await oneBackup(), "phone");
  return (await added(context, one.scene, "key", { transports: ["usb", "nfc"], backupEligibility: 2 })).scene;
}

const opens = (context: CaseContext, { files }: Scene, secret: Values, ok: Values = {}) =>
  context.expect("vault.open", { files, secret }, { ok });
const refuses = (context: CaseContext, { files }: Scene, secret: Values, ...codes: readonly string[]) =>
  context.expect("vault.open", { files, secret }, { reject: { codes } });

async function eachOpens(context: CaseContext): Promise<void> {
  const scene = await withTwo(context);
  const { header } = await reopen(scene);
  for (const name of ["phone", "key"]) {
    await opens(context, scene, (await passkey(name)).secret, { revision: 3, epoch: 1, snapshot: 1 });
    await opens(context, scene, await outputFor(name, header.prfSalt), { revision: 3 });
  }
  const crossed = { ...(await outputFor("key", header.prfSalt)), credentialId: await bytesOf("phone/credential") };
  await refuses(context, scene, crossed, "key.no-matching-slot");
}

async function carried(context: CaseContext): Promise<void> {
  const scene = await withTwo(context);
  const before = await reopen(scene);
  const secrets = [secretOf(await paper()), (await passkey("key")).secret, (await passkey("phone")).secret];
  const { scene: next, answer } = await write(context, "vault.rotate", scene, { secrets });
  demandEqual("The slots that are dropped", answer.dropped ?? null, []);
  const after = await reopen(next);
  demand(!equalBytes(after.header.prfSalt, before.header.prfSalt), "The prf_salt is the former one.");
  const described = (vault: Vault) =>
    passkeysOf(vault).map((slot) => [
      slot.slotId,
      slot.passkey!.rpId,
      slot.passkey!.credentialId,
      slot.passkey!.transports,
    ]);
  demandEqual("What the slots of passkeys say", described(after), described(before));
  const salts = passkeysOf(after).map(({ salt }, i) => equalBytes(salt, passkeysOf(before)[i]!.salt));
  demandEqual("Whether the salts are the former ones", salts, [false, false]);
  for (const name of ["phone", "key"]) {
    await opens(context, next, (await passkey(name)).secret, { epoch: 2 });
    await opens(context, next, await outputFor(name, after.header.prfSalt), { epoch: 2 });
    // What the passkey gave for the former epoch is of no use any more.
    await refuses(context, next, await outputFor(name, before.header.prfSalt), "key.no-matching-slot");
  }
}

/** What the slots of passkeys were sealed under. */
async function keksOf(scene: Scene, names: readonly string[]) {
  const { header, vaultId } = await reopen(scene);
  return Promise.all(
    names.map(async (name) => {
      const { credentialId, prf } = (await outputFor(name, header.prfSalt)) as Record<string, Uint8Array>;
      const { slotId, salt } = header.slots.find((slot) =>
        equalBytes(slot.passkey?.credentialId ?? vaultId, credentialId!),
      )!;
      return { slotId, kek: await kekFromPrf(provider, prf!, salt, vaultId, slotId) };
    }),
  );
}

async function dropped(context: CaseContext): Promise<void> {
  const scene = await withTwo(context);
  const [phone, key] = passkeysOf(await reopen(scene)).map(({ slotId }) => slotId);
  // The device wrote these slots, and may have kept what they were sealed under.
  const state = changedState(scene.state, { slotKeks: await keksOf(scene, ["phone", "key"]) });
  const none = await write(context, "vault.rotate", { ...scene, state }, { secrets: [secretOf(await paper())] });
  demandEqual("Dropped without a ceremony", none.answer.dropped ?? null, [phone!, key!]);
  demandEqual("The slots of passkeys", passkeysOf(await reopen(none.scene)).length, 0);
  await refuses(context, none.scene, (await passkey("phone")).secret, "key.no-matching-slot");
  const one = await write(context, "vault.rotate", scene, { secrets: [(await passkey("key")).secret] });
  demandEqual("Dropped with one of two", one.answer.dropped ?? null, [phone!]);
  await opens(context, one.scene, (await passkey("key")).secret, { epoch: 2 });
  await refuses(context, one.scene, (await passkey("phone")).secret, "key.no-matching-slot");
}

/** A vault that a passkey alone opens. */
const alone = once(async () => {
  const { slot } = await passkey("alone");
  return { files: {}, slots: [slot], writerName: "phone", now: NOW };
});

async function onlyPasskey(context: CaseContext): Promise<void> {
  const made = await context.expect("vault.create", await alone(), { ok: {} });
  const [entry] = made.log as readonly { put: string; bytes: Uint8Array }[];
  const scene = { files: { [entry!.put]: entry!.bytes }, state: made.state as Uint8Array };
  await refuseUntouched(context, "vault.rotate", scene, {}, "key.last-slot");
  const { secret } = await passkey("alone");
  const { scene: next } = await write(context, "vault.rotate", scene, { secrets: [secret] });
  await opens(context, next, secret, { epoch: 2 });
}

/** A ceremony that gives nothing useful changes nothing, wherever it was to help. */
async function useless(context: CaseContext): Promise<void> {
  const scene = await withTwo(context);
  const { header } = await reopen(scene);
  const [phone] = passkeysOf(await reopen(scene));
  const { prf, ...rest } = (await outputFor("phone", header.prfSalt)) as { prf: Uint8Array };
  const bad = [new Uint8Array(0), prf.subarray(0, 31), Uint8Array.of(...prf, 0), Uint8Array.of(...prf, ...prf)];
  for (const output of bad) {
    const secret = { ...rest, prf: output };
    await refuses(context, scene, secret, "key.prf-missing");
    await refuseUntouched(
      context,
      "vault.rotate",
      scene,
      { secrets: [secretOf(await paper()), secret] },
      "key.prf-missing",
    );
    const slot = { secret: secretOf(await spare()), label: "spare" };
    await refuseUntouched(context, "vault.slot-add", scene, { secret, slot }, "key.prf-missing");
    await refuseUntouched(context, "vault.slot-remove", scene, { secret, slotId: phone!.slotId }, "key.prf-missing");
  }
  await opens(context, scene, (await passkey("phone")).secret, { revision: 3 });
}

async function otherParty(context: CaseContext): Promise<void> {
  const { scene } = await added(context, await freshVault(), "phone");
  const { secret } = await passkey("phone");
  await refuses(context, scene, { ...secret, rpId: "other.example" }, "key.no-matching-slot");
  await refuses(context, scene, { ...secret, rpId: `www.${PARTY}` }, "key.no-matching-slot");
  await opens(context, scene, secret, { revision: 2 });
  const secrets = [secretOf(await paper()), { ...secret, rpId: "other.example" }];
  const { answer } = await write(context, "vault.rotate", scene, { secrets });
  demandEqual("Dropped", answer.dropped ?? null, [passkeysOf(await reopen(scene))[0]!.slotId]);
}

/** What a slot is given, up to the limits of readers. */
async function limits(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const names = Array.from({ length: 9 }, (_, i) => String(i).padEnd(32, "x"));
  const slotOf = async (change: Values, transports: readonly string[] = []) => {
    const { slot } = await passkey("phone");
    return { ...slot, secret: { ...slot.secret, ...change }, transports };
  };
  const longest = { credentialId: new Uint8Array(1023).fill(7), rpId: "a".repeat(253) };
  for (const slot of [
    await slotOf({}),
    await slotOf(longest, names.slice(0, 8)),
    await slotOf({ credentialId: Uint8Array.of(0) }),
  ]) {
    const { scene: next } = await write(context, "vault.slot-add", scene, { slot });
    const [made] = passkeysOf(await reopen(next));
    const { rpId, credentialId } = slot.secret;
    demandEqual(
      "The passkey",
      [made!.passkey!.rpId, made!.passkey!.credentialId, made!.passkey!.transports],
      [rpId, credentialId, slot.transports],
    );
    await opens(context, next, slot.secret, { revision: 2 });
  }
  for (const slot of [
    await slotOf({ credentialId: new Uint8Array(1024).fill(7) }),
    await slotOf({ credentialId: new Uint8Array(0) }),
    await slotOf({ rpId: "a".repeat(254) }),
    await slotOf({ rpId: "" }),
    await slotOf({}, names),
    await slotOf({}, ["x".repeat(33)]),
  ]) {
    await refuseUntouched(context, "vault.slot-add", scene, { slot }, "usage", "header.malformed");
  }
}

/** What writers and readers do with the slots of passkeys. */
export const passkeyCases = (): Case[] =>
  scenarios("04-passkey.md", [
    {
      name: "two-passkeys",
      title: "Two passkeys of one relying party each open the vault, by their own output",
      requirements: ["use-credential-id", "prf-input-first", "enroll-wrap-get"],
      operations: ["vault.slot-add", "vault.open"],
      features: AUTHENTICATOR,
      why: "A phone and a security key in a drawer are two ways in, not one.",
      run: eachOpens,
    },
    {
      name: "rotate-carries",
      title: "A rotation with its passkeys seals their slots under the outputs for the new prf_salt",
      requirements: ["rotate-carry", "slot-new-salt", "rotate-new-secrets", "prf-salt-local"],
      operations: ["vault.slot-add", "vault.rotate", "vault.open"],
      features: AUTHENTICATOR,
      why: "A slot that is sealed under the output of the former epoch is one that no ceremony opens.",
      run: carried,
    },
    {
      name: "rotate-drops",
      title: "A passkey that took no part in a rotation is dropped and named, whatever the device kept of it",
      requirements: ["rotate-carry", "rotate-drop-named"],
      operations: ["vault.slot-add", "vault.rotate", "vault.open"],
      features: AUTHENTICATOR,
      why: "With the new prf_salt it gives another output: a slot that is carried over with the old key looks alive and is dead.",
      run: dropped,
    },
    {
      name: "rotate-only-passkey",
      title: "A vault that a passkey alone opens is rotated with that passkey only",
      requirements: ["last-slot", "rotate-carry"],
      operations: ["vault.create", "vault.rotate", "vault.open"],
      features: AUTHENTICATOR,
      why: "The rotation would drop the last way in.",
      run: onlyPasskey,
    },
    {
      name: "useless-output",
      title: "Outputs of no, one byte less, one more and twice the size change nothing, wherever they were to help",
      requirements: ["prf-output-length", "passkey-failure-keeps-slot"],
      operations: ["vault.slot-add", "vault.open", "vault.rotate", "vault.slot-remove"],
      features: AUTHENTICATOR,
      why: "A rotation that takes it for a passkey that is gone drops the slot of one that is there.",
      run: useless,
    },
    {
      name: "other-relying-party",
      title:
        "A program of another relying party does not use the passkey of a header, and drops its slot in a rotation",
      requirements: ["use-own-rp-id", "rotate-drop-named"],
      operations: ["vault.slot-add", "vault.open", "vault.rotate"],
      features: AUTHENTICATOR,
      why: "A passkey belongs to one rp id. The recovery key is what opens the vault in every program.",
      run: otherParty,
    },
    {
      name: "writer-limits",
      title: "The slot of a passkey is stored up to the limits of readers, and refused past them",
      requirements: ["limits-writer"],
      operations: ["vault.slot-add", "vault.open"],
      features: AUTHENTICATOR,
      why: "A header with more is one that no reader accepts: the vault would be closed to its owner.",
      run: limits,
    },
  ]);
