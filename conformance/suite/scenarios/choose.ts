import { headerName } from "../../../reference/core/names.js";
import type { Vault } from "../../../reference/core/vault.js";
import type { Case, CaseContext } from "../case.js";
import { allDamaged, headerAround, headerFile, otherVersion, slotOf, strangeKey } from "./kit/forge.js";
import { demandEqual } from "./kit/judge.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { type Files, freshVault, paper, secretOf, spare } from "./kit/scene.js";
import { bytesOf } from "./kit/seed.js";

const CHOOSE = ["header.choose"];

/** Makes a header from the genuine one. */
type Forge = (vault: Vault) => Promise<Files>;

/** The header of a new vault, and headers above it. */
async function above(...forged: readonly Forge[]) {
  const scene = await freshVault();
  const vault = await vaultOf(scene);
  const all = await Promise.all(forged.map((forge) => forge(vault)));
  return { headers: Object.assign({}, scene.files, ...all) as Files, secret: secretOf(await paper()) };
}

/** The slots of the genuine one, and a MAC that fails. */
const inauthentic =
  (revision: number): Forge =>
  async (vault) =>
    allDamaged(await headerFile(vault, { fields: { revision } }));
/** Slots that the secret does not open. */
const closed =
  (revision: number): Forge =>
  async (vault) => {
    const slot = await slotOf(vault, await spare());
    return headerFile(vault, { fields: { revision, slots: [slot.stored] }, details: { slots: [] } });
  };
const cut =
  (revision: number): Forge =>
  async (vault) => ({ [headerName(revision)]: Object.values(await headerFile(vault))[0]!.slice(0, 80) });

async function between(context: CaseContext): Promise<void> {
  const names = (...revisions: (readonly [number, string])[]) =>
    revisions.map(([revision, code]) => ({ name: headerName(revision), code }));
  const choice = (skipped: ReturnType<typeof names>) => ({ ok: { revision: 1, readOnly: true, skipped } });
  await context.expect("header.choose", await above(closed(2)), { reject: { codes: ["key.no-matching-slot"] } });
  const both = await above(closed(2), inauthentic(3));
  await context.expect("header.choose", both, choice(names([2, "key.no-matching-slot"], [3, "header.auth"])));
  const many = await above(closed(2), cut(3), inauthentic(4), closed(5), inauthentic(6));
  const skipped = names(
    [2, "key.no-matching-slot"],
    [3, "header.malformed"],
    [4, "header.auth"],
    [5, "key.no-matching-slot"],
    [6, "header.auth"],
  );
  await context.expect("header.choose", many, choice(skipped));
  // A malformed one is none that was tried: the first well-formed one is final.
  const first = await above(closed(2), cut(3));
  await context.expect("header.choose", first, { reject: { codes: ["key.no-matching-slot"] } });
}

async function allFailed(context: CaseContext): Promise<void> {
  const { headers, secret } = await above(closed(1), closed(2), inauthentic(3));
  await context.expect("header.choose", { headers, secret }, { reject: { codes: ["header.auth"] } });
  const genuine = await above(closed(2), inauthentic(3));
  await context.expect("header.choose", genuine, { ok: { revision: 1 } });
}

/** Nothing that stands in a header whose MAC fails is used. */
async function unverified(context: CaseContext): Promise<void> {
  const genuine = await freshVault();
  const vault = await vaultOf(genuine);
  const slot = await slotOf(vault, await spare());
  const slots = [...vault.header.slots.map(({ stored }) => stored), slot.stored];
  const prfSalt = await bytesOf("planted salt");
  const authentic = await headerFile(vault, { fields: { slots, prfSalt } });
  const listed = async (files: Files) => {
    const { slots: found } = await context.expect(
      "vault.slot-list",
      { files, secret: secretOf(await paper()) },
      { ok: {} },
    );
    return (found as unknown[]).length;
  };
  demandEqual("The slots of an authentic header", await listed({ ...genuine.files, ...authentic }), 2);
  demandEqual("The slots where it is not", await listed({ ...genuine.files, ...allDamaged(authentic) }), 1);
  const foreign = await headerFile(vault, { fields: { slots, prfSalt }, rootKey: await strangeKey() });
  demandEqual("The slots where its author had no key", await listed({ ...genuine.files, ...foreign }), 1);
}

async function noFallback(context: CaseContext): Promise<void> {
  const genuine = await above();
  await context.expect("header.choose", genuine, { ok: { revision: 1, readOnly: false } });
  const later: Forge = async (vault) => ({ [headerName(2)]: otherVersion(Object.values(await headerFile(vault))[0]!) });
  const args = await above(later);
  await context.expect("header.choose", args, { reject: { codes: ["input.unsupported-version"] } });
  await context.expect("header.choose", { ...args, asked: 1 }, { ok: { revision: 1, readOnly: true } });
}

/** The reject names a revision that the secret opens. */
async function namesOlder(context: CaseContext): Promise<void> {
  const reject = { codes: ["key.no-matching-slot", "input.unsupported-version"], details: { revision: 1 } };
  await context.expect("header.choose", await above(closed(2)), { reject });
  const later: Forge = async (vault) => ({ [headerName(2)]: otherVersion(Object.values(await headerFile(vault))[0]!) });
  await context.expect("header.choose", await above(later), { reject });
}

async function noProtobuf(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const vault = await vaultOf(scene);
  const { headerMac } = vault.epochs[0]!.keys;
  const whole = scene.files[headerName(1)]!;
  const message = whole.subarray(14, whole.length - 64);
  const good = await headerAround(message, headerMac);
  await context.expect("header.parse", { file: good, revision: 1 }, { ok: { revision: 1 } });
  const reject = { reject: { codes: ["header.malformed"] } };
  for (const tail of [[0x0f], [0x08], [0x12, 0x7f, 1], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]) {
    const file = await headerAround(new Uint8Array([...message, ...tail]), headerMac);
    await context.expect("header.parse", { file, revision: 1 }, reject);
  }
}

/** Features in packed and in unpacked form: field 7. */
async function packedBoth(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const vault = await vaultOf(scene);
  const { headerMac } = vault.epochs[0]!.keys;
  const whole = scene.files[headerName(1)]!;
  const message = whole.subarray(14, whole.length - 64);
  const ending = async (...tail: number[]) => {
    const file = await headerAround(new Uint8Array([...message, ...tail]), headerMac);
    return { file, revision: 1 };
  };
  const unsupported = { reject: { codes: ["input.unsupported-version"] } };
  const malformed = { reject: { codes: ["header.malformed"] } };
  await context.expect("header.parse", await ending(), { ok: { revision: 1 } });
  await context.expect("header.parse", await ending(0x3a, 0x02, 0x05, 0x06), unsupported);
  await context.expect("header.parse", await ending(0x38, 0x05, 0x38, 0x06), unsupported);
  await context.expect("header.parse", await ending(0x38, 0x05, 0x3a, 0x01, 0x06), unsupported);
  await context.expect("header.parse", await ending(0x3a, 0x00), { ok: { revision: 1 } });
  // Read in either form, the numbers are known to stand in a wrong order.
  await context.expect("header.parse", await ending(0x3a, 0x02, 0x06, 0x05), malformed);
  await context.expect("header.parse", await ending(0x38, 0x06, 0x38, 0x05), malformed);
}

/** How a header is chosen and read. */
export const choosing = (): Case[] => [
  ...scenarios("05-header.md", [
    {
      name: "choose-between",
      title: "A header without a matching slot is final, unless one above it was skipped as not authentic",
      requirements: [
        "choose-no-slot-final",
        "choose-skip-inauthentic",
        "choose-skip-malformed",
        "choose-skipped-read-only",
        "choose-no-slot-skipped",
      ],
      operations: CHOOSE,
      why: "With one planted header a store could take a removed key back, or close the vault to its owner.",
      run: between,
    },
    {
      name: "choose-all-failed",
      title: "If no header can be chosen, the fault of the first is reported",
      requirements: ["choose-all-failed"],
      operations: CHOOSE,
      why: "The user learns that the vault was tampered with, rather than that the key is wrong.",
      run: allFailed,
    },
    {
      name: "header-unverified",
      title: "Nothing is used of a header whose MAC fails",
      requirements: ["header-unverified", "header-mac"],
      operations: ["vault.slot-list"],
      why: "Its slots, salts and ids are anyone's.",
      run: unverified,
    },
    {
      name: "choose-name-older",
      title: "A reader that stops names the newest revision that the secret opens",
      requirements: ["choose-name-older"],
      level: "should",
      operations: CHOOSE,
      why: "The way in exists and nobody finds it otherwise.",
      run: namesOlder,
    },
    {
      name: "header-protobuf",
      title: "A header whose bytes are no protobuf message is malformed, though hash and MAC are right",
      requirements: ["header-protobuf"],
      operations: ["header.parse"],
      why: "The clear part is read before anything of it is authentic.",
      run: noProtobuf,
    },
  ]),
  ...scenarios("13-versions.md", [
    {
      name: "version-no-fallback",
      title: "No older header is taken because a newer one has another version, unless the user asks",
      requirements: ["version-no-fallback", "choose-version-final", "choose-older-asked"],
      operations: CHOOSE,
      why: "A store could make a reader take a weaker version by adding one byte.",
      run: noFallback,
    },
  ]),
  ...scenarios("02-notation.md", [
    {
      name: "packed-both",
      title: "Repeated numbers are read packed and unpacked",
      requirements: ["proto-packed-both"],
      operations: ["header.parse"],
      why: "A required feature that is overlooked in one form is a vault that is misread.",
      run: packedBoth,
    },
  ]),
];
