import fc from "fast-check";
import { enumOf, text, uint64 } from "../../../reference/arbitraries/scalars.js";
import { parseHeader, verifyHeader } from "../../../reference/core/header.js";
import { decodeHeaderDetails } from "../../../reference/core/proto/codec.js";
import { BackupEligibility } from "../../../reference/core/proto/types.js";
import { parseSlot } from "../../../reference/core/slot.js";
import { nodeProvider } from "../../../reference/node/provider-node.js";
import type { CaseContext, Value, Values } from "../case.js";
import { byReference, bytesOf, mustEqual, succeed } from "./answers.js";
import { casesOf, type Property } from "./chapter.js";
import { counter, exactly, key, noise, part, shortId } from "./drawn.js";
import { type Choice, chooseByRules, headerSet } from "./header-set.js";
import { digest, join, numberName, sealedSize } from "./oracle.js";
import { property } from "./property.js";
import { encode, encodeNoisily, varint } from "./protobuf.js";
import {
  asAuthenticator,
  asSecret,
  type DrawnHeader,
  type DrawnSlot,
  drawnSlot,
  drawnSlots,
  type HeaderForm,
  headerFile,
  placeArgs,
  recoverySecret,
  type SlotPlace,
  type SlotSecret,
  sealSlot,
  slotInfo,
  slotSecret,
} from "./slots.js";

const place = (): fc.Arbitrary<SlotPlace> =>
  fc.record({ vaultId: shortId(), epoch: counter(), prfSalt: key(), rootKey: key() });

/** Slots of which at least one can be opened: that one's index, too. */
const slotsToOpen = () =>
  fc.tuple(drawnSlots(4), drawnSlot(), fc.nat(4)).map(([others, own, at]) => {
    const slots = others.filter(({ slotId }) => Buffer.compare(slotId, own.slotId) !== 0);
    const index = Math.min(at, slots.length);
    return { slots: [...slots.slice(0, index), own, ...slots.slice(index)], index };
  });

const stored = (slots: readonly DrawnSlot[], at: SlotPlace): Values[] => slots.map((slot) => sealSlot(slot, at));

const idOf = (slots: readonly DrawnSlot[], secret: SlotSecret): Uint8Array[] =>
  slots.filter((slot) => isSameSecret(slot.secret, secret)).map(({ slotId }) => slotId);

function isSameSecret(a: SlotSecret | undefined, b: SlotSecret): boolean {
  if (a === undefined || a.kind !== b.kind) return false;
  if (a.kind === "recovery-key") return b.kind === "recovery-key" && a.digits === b.digits;
  return (
    b.kind === "passkey" &&
    Buffer.compare(a.credRandom, b.credRandom) === 0 &&
    Buffer.compare(a.credentialId, b.credentialId) === 0
  );
}

/** A header that its first slot opens, with details of every shape. */
const drawnHeader = (): fc.Arbitrary<
  DrawnHeader & { readonly opener: SlotSecret; readonly drawn: readonly DrawnSlot[] }
> =>
  fc
    .tuple(place(), slotsToOpen(), counter(), exactly(24), details())
    .map(([at, { slots, index }, revision, sealSalt, rest]) => ({
      ...at,
      revision,
      sealSalt,
      drawn: slots,
      slots: slots.map((slot) => sealSlot(slot, at)),
      opener: slots[index]!.secret!,
      details: detailsOf(rest, slots, at.epoch),
    }));

const details = () =>
  fc.record({
    writerId: shortId(),
    writerName: text(256),
    createdAtMs: uint64(),
    labels: fc.array(
      fc.record({
        label: text(256),
        createdAtMs: uint64(),
        confirmedAtMs: uint64(),
        backupEligibility: enumOf(BackupEligibility),
      }),
      { maxLength: 5 },
    ),
    former: fc.array(
      fc.record({ step: fc.integer({ min: 1, max: 5 }), rootKey: key(), sequences: fc.nat(3), lastDigest: key() }),
      {
        maxLength: 4,
      },
    ),
  });

/** Details that fit a header: of its slots, and of epochs below its own. */
function detailsOf(
  { labels, former, ...rest }: ReturnType<typeof details> extends fc.Arbitrary<infer T> ? T : never,
  slots: readonly DrawnSlot[],
  headerEpoch: number,
): Record<string, unknown> {
  const ids = slots.map(({ slotId }) => slotId).sort(Buffer.compare);
  let [epoch, lastSequence] = [0, 0];
  const formerEpochs = former.flatMap(({ step, rootKey, sequences, lastDigest }) => {
    epoch += step;
    lastSequence += sequences;
    if (epoch >= headerEpoch) return [];
    return [{ epoch, rootKey, lastSequence, lastDigest: lastSequence === 0 ? new Uint8Array() : lastDigest }];
  });
  const known = labels.slice(0, ids.length).map((label, i) => ({ slotId: ids[i], ...label }));
  return { ...rest, slots: known, formerEpochs };
}

const form = (): fc.Arbitrary<HeaderForm> => fc.record({ header: noise(), details: noise() }, { requiredKeys: [] });

/** What `header.parse` has to say. */
const parsed = (header: DrawnHeader & { readonly drawn: readonly DrawnSlot[] }, file: Uint8Array): Values => ({
  vaultId: header.vaultId,
  epoch: header.epoch,
  revision: header.revision,
  prfSalt: header.prfSalt,
  slots: header.drawn.map(({ slotId, salt, secret }) => ({ slotId, salt, kind: secret?.kind ?? "unknown" })),
  digest: digest(file),
});

async function mustOpen(
  context: CaseContext,
  header: DrawnHeader & { opener: SlotSecret },
  file: Uint8Array,
): Promise<void> {
  const secret = asSecret(header.opener, header.prfSalt);
  const { formerEpochs, writerId } = header.details as { formerEpochs: readonly unknown[]; writerId: Uint8Array };
  const expected = { rootKey: header.rootKey, writerId, formerEpochs: formerEpochs.length };
  const ok = await context.expect("header.open", { file, revision: header.revision, secret }, { ok: expected });
  const given = bytesOf(ok, "details");
  const known = await byReference("a HeaderDetails", () => decodeHeaderDetails(given));
  const withoutUnknowns = JSON.parse(
    JSON.stringify(known, (name, value) => (name === "$unknowns" ? undefined : value)),
  );
  const wanted = decodeHeaderDetails(encode("HeaderDetails", header.details));
  mustEqual("what the sealed details say", withoutUnknowns, JSON.parse(JSON.stringify(wanted)) as Value);
}

const properties: readonly Property[] = [
  {
    name: "slot-info",
    title: "A slot is described in the canonical encoding",
    requirements: ["proto-canonical"],
    operations: ["slot.info"],
    why: "The sealed root key is bound to these bytes.",
    run: (context) =>
      property(context, [drawnSlot()], async (slot) => {
        const { slotId, salt, secret } = slot;
        const passkey =
          secret?.kind === "passkey"
            ? { passkey: { rpId: secret.rpId, credentialId: secret.credentialId, transports: secret.transports } }
            : {};
        const info = encode("SlotInfo", slotInfo(slot));
        await context.expect("slot.info", { slotId, salt, ...passkey }, { ok: { info } });
      }),
  },
  {
    name: "slot-wrap",
    title: "A root key is sealed in a slot under the key that its secret gives for this vault and slot",
    requirements: ["slot-info-as-stored", "slot-verify-before-store", "enroll-wrap-get"],
    operations: ["slot.wrap"],
    why: "What one program seals for a secret every other one opens with it.",
    run: (context) =>
      property(context, [place(), drawnSlot(), fc.boolean()], async (at, slot, inSoftware) => {
        const { info, sealedRootKey } = sealSlot(slot, at);
        const secret = slot.secret!;
        const isAsked = inSoftware && context.has("authenticator");
        const args = {
          ...placeArgs(at),
          info,
          rootKey: at.rootKey,
          sealSalt: slot.sealSalt,
          ...(isAsked
            ? { secret: asAuthenticator(secret), prfSalt: at.prfSalt }
            : { secret: asSecret(secret, at.prfSalt) }),
        };
        await context.expect("slot.wrap", args, { ok: { sealedRootKey } });
      }),
  },
  {
    name: "slot-unwrap",
    title: "A secret finds its slot among others, of unknown kinds too",
    requirements: ["slot-try-all", "slot-passkey-credential", "slot-skip-unknown", "slot-commitment-skip"],
    operations: ["slot.unwrap"],
    why: "A vault has as many slots as its owner wants, and each opens it alone.",
    run: (context) =>
      property(context, [place(), slotsToOpen()], async (at, { slots, index }) => {
        const secret = slots[index]!.secret!;
        const [slotId] = idOf(slots, secret);
        const args = { ...placeArgs(at), slots: stored(slots, at), secret: asSecret(secret, at.prfSalt) };
        await context.expect("slot.unwrap", args, { ok: { rootKey: at.rootKey, slotId } });
      }),
  },
  {
    name: "slot-unwrap-none",
    title: "A secret of no slot, or of a slot that was made for another place, opens nothing",
    requirements: ["slot-none", "slot-commitment-skip", "slot-info-as-stored"],
    operations: ["slot.unwrap"],
    why: "A slot that is moved to another vault, epoch or slot id must not open there.",
    run: (context) =>
      property(
        context,
        [
          place(),
          fc.array(drawnSlot(), { minLength: 1, maxLength: 4 }),
          fc.constantFrom("secret", "vault", "epoch", "salt", "slot id", "info"),
          slotSecret(),
        ],
        async (at, slots, what, other) => {
          const own = slots[0]!;
          let made: DrawnSlot = own;
          let madeAt = at;
          if (what === "salt") made = { ...own, salt: flip(own.salt) };
          if (what === "slot id") made = { ...own, slotId: flip(own.slotId) };
          if (what === "vault") madeAt = { ...at, vaultId: flip(at.vaultId) };
          if (what === "epoch") madeAt = { ...at, epoch: at.epoch === 1 ? 2 : at.epoch - 1 };
          // The same slot in another encoding is other bytes.
          const info = encode("SlotInfo", slotInfo(own));
          const madeInfo = what === "info" ? join(info, varint(800), Uint8Array.of(1)) : undefined;
          const { sealedRootKey } = sealSlot(made, madeAt, madeInfo);
          const rest = what === "secret" ? slots : slots.slice(1);
          const listed = [...(what === "secret" ? [] : [{ info, sealedRootKey }]), ...stored(rest, at)];
          const secret = what === "secret" ? other : own.secret!;
          if (idOf(rest, secret).length > 0) return;
          const args = { ...placeArgs(at), slots: listed, secret: asSecret(secret, at.prfSalt) };
          await context.expect("slot.unwrap", args, { reject: { codes: ["key.no-matching-slot"] } });
        },
      ),
  },
  {
    name: "slot-unwrap-damaged",
    title: "A slot whose commitment is right and whose tag is not was changed",
    requirements: ["slot-tag-auth", "slot-commitment-skip"],
    operations: ["slot.unwrap"],
    why: "Wrong key and damage are two things: the one is no error, the other must be told.",
    run: (context) =>
      property(context, [place(), drawnSlot(), part(), fc.nat(7)], async (at, slot, where, bit) => {
        const { info, sealedRootKey } = sealSlot(slot, at);
        const changed = sealedRootKey.slice();
        const byte = Math.floor(where * changed.length);
        changed[byte]! ^= 1 << bit;
        const code = byte < 56 ? "key.no-matching-slot" : "header.auth";
        const slots = [{ info, sealedRootKey: changed }];
        const args = { ...placeArgs(at), slots, secret: asSecret(slot.secret!, at.prfSalt) };
        await context.expect("slot.unwrap", args, { reject: { codes: [code] } });
      }),
  },
  {
    name: "slot-forms",
    title: "A slot opens whatever form its description was stored in",
    requirements: ["slot-info-as-stored", "proto-noncanonical-accepted", "proto-last-wins"],
    operations: ["slot.unwrap"],
    why: "A program that encodes the description again before it binds it locks the owner out.",
    run: (context) =>
      property(context, [place(), drawnSlot(), noise()], async (at, slot, shape) => {
        const { bytes } = encodeNoisily("SlotInfo", slotInfo(slot), shape);
        const args = {
          ...placeArgs(at),
          slots: [sealSlot(slot, at, bytes)],
          secret: asSecret(slot.secret!, at.prfSalt),
        };
        await context.expect("slot.unwrap", args, { ok: { rootKey: at.rootKey, slotId: slot.slotId } });
      }),
  },
  {
    name: "slot-read-by-reference",
    title: "A slot that the testee describes and seals is opened by its KEK in the reference",
    requirements: ["slot-verify-before-store", "slot-random-ids"],
    operations: ["slot.info", "slot.wrap"],
    why: "One program enrolls, another restores.",
    run: (context) =>
      property(context, [place(), drawnSlot()], async (at, slot) => {
        const { slotId, salt, secret } = slot;
        const passkey =
          secret!.kind === "passkey"
            ? { passkey: { rpId: secret!.rpId, credentialId: secret!.credentialId, transports: secret!.transports } }
            : {};
        const info = bytesOf(await succeed(context, "slot.info", { slotId, salt, ...passkey }), "info");
        const args = {
          ...placeArgs(at),
          info,
          rootKey: at.rootKey,
          sealSalt: slot.sealSalt,
          secret: asSecret(secret!, at.prfSalt),
        };
        const sealedRootKey = bytesOf(await succeed(context, "slot.wrap", args), "sealedRootKey");
        const read = await byReference("a slot", () =>
          parseSlot({ info, sealedRootKey } as Parameters<typeof parseSlot>[0]),
        );
        mustEqual("the slot id", read.slotId, slotId);
        mustEqual("the kind", read.kind, secret!.kind);
        mustEqual("the length of the sealed root key", sealedRootKey.length, sealedSize(32));
        const all = sealSlot(slot, at, info);
        mustEqual("the sealed root key", sealedRootKey, all.sealedRootKey);
      }),
  },
  {
    name: "build",
    title: "A header is built byte for byte",
    requirements: ["proto-canonical", "header-mac", "header-sha256", "pad-exact", "slot-keep-unknown"],
    operations: ["header.build"],
    why: "Its digest is what devices remember of it.",
    run: (context) =>
      property(
        context,
        [drawnHeader()],
        async (header) => {
          const { vaultId, epoch, revision, rootKey, prfSalt, slots, sealSalt } = header;
          const sealed = encode("HeaderDetails", header.details);
          const args = { vaultId, epoch, revision, rootKey, prfSalt, slots, details: sealed, sealSalt };
          const ok = await context.expect("header.build", args, { ok: { file: headerFile(header) } });
          const file = bytesOf(ok, "file");
          await byReference("a header", async () =>
            verifyHeader(nodeProvider, await parseHeader(nodeProvider, file, revision), rootKey),
          );
        },
        { cost: 2 },
      ),
  },
  {
    name: "read",
    title: "A header reads and opens in every form that a writer may have given it",
    requirements: [
      "proto-noncanonical-accepted",
      "proto-keep-unknown",
      "proto-last-wins",
      "slot-skip-unknown",
      "header-fields",
      "header-details-malformed",
    ],
    operations: ["header.parse", "header.open"],
    why: "Later versions add fields and kinds of slots, and other libraries order fields as they like.",
    run: (context) =>
      property(
        context,
        [drawnHeader(), form()],
        async (header, shape) => {
          const file = headerFile(header, shape);
          const { revision } = header;
          await context.expect("header.parse", { file, revision }, { ok: parsed(header, file) });
          await mustOpen(context, header, file);
        },
        { cost: 2 },
      ),
  },
  {
    name: "damaged",
    title: "One changed byte anywhere in a header is noticed, without a secret where the sum shows it",
    requirements: ["header-sha256", "header-mac", "header-length", "prefix-magic", "prefix-version"],
    operations: ["header.parse", "header.open"],
    why: "Damage by accident is told from a wrong key, and neither is used.",
    run: (context) =>
      property(
        context,
        [drawnHeader(), fc.constantFrom("prefix", "anywhere", "mac"), part(), fc.nat(7)],
        async (header, region, where, bit) => {
          const file = headerFile(header);
          const [from, to] = { prefix: [0, 10], anywhere: [0, file.length], mac: [file.length - 32, file.length] }[
            region
          ]!;
          const at = from! + Math.floor(where * (to! - from!));
          file[at]! ^= 1 << bit;
          const { revision } = header;
          const inMac = at >= file.length - 32;
          const code = inMac ? "header.auth" : at === 8 ? "input.unsupported-version" : "header.malformed";
          if (inMac) await context.expect("header.parse", { file, revision }, { ok: { digest: digest(file) } });
          else await context.expect("header.parse", { file, revision }, { reject: { codes: [code] } });
          const secret = asSecret(header.opener, header.prfSalt);
          await context.expect("header.open", { file, revision, secret }, { reject: { codes: [code] } });
        },
        { cost: 2 },
      ),
  },
  {
    name: "cut",
    title: "A header that is cut, longer, or under another name is malformed",
    requirements: ["header-length", "header-name"],
    operations: ["header.parse"],
    why: "The length and the name are part of what the header says.",
    run: (context) =>
      property(
        context,
        [
          drawnHeader(),
          fc.oneof(
            fc.record({ cut: part() }),
            fc.record({ longer: fc.integer({ min: 1, max: 99 }) }),
            fc.record({ named: counter() }),
          ),
        ],
        async (header, change) => {
          const whole = headerFile(header);
          const file =
            "cut" in change
              ? whole.subarray(0, Math.floor(change.cut * whole.length))
              : "longer" in change
                ? join(whole, new Uint8Array(change.longer))
                : whole;
          const revision = "named" in change ? change.named : header.revision;
          if ("named" in change && change.named === header.revision) return;
          await context.expect("header.parse", { file, revision }, { reject: { codes: ["header.malformed"] } });
        },
      ),
  },
  {
    name: "features",
    title: "A header that asks for a feature is left to newer programs, in either form of the list",
    requirements: ["header-features", "proto-packed-both"],
    operations: ["header.parse"],
    why: "A packed and an unpacked list are the same list.",
    run: (context) =>
      property(
        context,
        [
          drawnHeader(),
          fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 4 }),
          fc.nat(2),
        ],
        async (header, features, packing) => {
          const sorted = [...features].sort((a, b) => a - b);
          const packed = (numbers: readonly number[]) => {
            const all = join(...numbers.map((n) => varint(n)));
            return join(Uint8Array.of(0x3a), varint(all.length), all);
          };
          const unpacked = (numbers: readonly number[]) =>
            join(...numbers.flatMap((n) => [Uint8Array.of(0x38), varint(n)]));
          const half = Math.ceil(sorted.length / 2);
          const requiredFeatures = [
            packed(sorted),
            unpacked(sorted),
            join(unpacked(sorted.slice(0, half)), packed(sorted.slice(half))),
          ][packing]!;
          const file = headerFile({ ...header, requiredFeatures });
          const reject = { codes: ["input.unsupported-version"] };
          await context.expect("header.parse", { file, revision: header.revision }, { reject });
        },
      ),
  },
  {
    name: "bound",
    title: "A header opens with its secrets only",
    requirements: ["slot-none", "header-mac", "root-key-epoch"],
    operations: ["header.open"],
    why: "A root key of another epoch, or of another vault, is no key of this header.",
    run: (context) =>
      property(
        context,
        [
          drawnHeader(),
          slotSecret(),
          fc.constantFrom("other secret", "root key", "other root key", "epoch of root key"),
        ],
        async (header, other, what) => {
          const { revision, rootKey, epoch } = header;
          const file = headerFile(header);
          const rootKeySecret = (of: number, rootKey: Uint8Array) => ({ kind: "root-key", epoch: of, rootKey });
          if (what === "root key") {
            const secret = rootKeySecret(epoch, rootKey);
            await context.expect("header.open", { file, revision, secret }, { ok: { rootKey } });
            return;
          }
          if (what === "other secret" && idOf(header.drawn, other).length > 0) return;
          const secret =
            what === "other secret"
              ? asSecret(other, header.prfSalt)
              : what === "other root key"
                ? rootKeySecret(epoch, flip(rootKey))
                : rootKeySecret(epoch === 1 ? 2 : epoch - 1, rootKey);
          const code = what === "other root key" ? "header.auth" : "key.no-matching-slot";
          await context.expect("header.open", { file, revision, secret }, { reject: { codes: [code] } });
        },
      ),
  },
  {
    name: "choose",
    title: "Among headers that are whole, damaged, planted and newer, the one is chosen that the rules name",
    requirements: [
      "choose-order",
      "choose-none",
      "choose-skip-malformed",
      "choose-skip-inauthentic",
      "choose-no-slot-final",
      "choose-features-final",
      "choose-version-final",
      "choose-read-only",
      "choose-skipped-read-only",
      "choose-older-asked",
      "choose-asked-missing",
      "choose-older-read-only",
      "choose-vault-id",
      "choose-epoch-order",
      "choose-all-failed",
      "choose-all-malformed",
    ],
    operations: ["header.choose"],
    why: "Whoever can write to the store can plant headers; two readers must not be led to two vaults.",
    run: (context) =>
      property(
        context,
        [headerSet(), fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined, freq: 3 })],
        async ({ files, entries, secret }, asked) => {
          const headers = Object.fromEntries(
            files.map(({ revision, file }) => [numberName("headers", revision), file]),
          );
          const choice: Choice = chooseByRules(entries, asked);
          const expectation =
            "code" in choice
              ? { reject: { codes: [choice.code] } }
              : { ok: { revision: choice.revision, readOnly: choice.readOnly, skipped: choice.skipped } };
          await context.expect("header.choose", { headers, secret, asked }, expectation);
        },
        { cost: 3 },
      ),
  },
  {
    name: "complete",
    title: "A recovery key with unreadable digits is found with a header, whichever slot it is of",
    requirements: ["completion-try-all", "completion-none"],
    operations: ["header.complete"],
    why: "The commitment of a slot tells the right filling from the others.",
    run: (context) =>
      property(
        context,
        [
          place(),
          drawnSlots(3),
          drawnSlot(recoverySecret()),
          fc.uniqueArray(fc.nat(63), { minLength: 1, maxLength: 4 }),
          fc.boolean(),
        ],
        async (at, others, own, marks, isThere) => {
          // More than a hundred candidates for a slot would make this the slowest property of all.
          const perRow = marks.map((mark) => Math.floor(mark / 8));
          const chosen = marks.filter((_, i) => perRow.indexOf(perRow[i]!) === i || i < 2);
          const slots = isThere ? [...others, own] : others;
          if (new Set(slots.map(({ slotId }) => slotId.join())).size < slots.length) return;
          const header: DrawnHeader = {
            ...at,
            revision: 1,
            slots: slots.map((slot) => sealSlot(slot, at)),
            details: { writerId: new Uint8Array(16).fill(1) },
            sealSalt: own.sealSalt,
          };
          const { digits } = own.secret as SlotSecret & { kind: "recovery-key" };
          const text = chosen.reduce((key, mark) => `${key.slice(0, mark)}?${key.slice(mark + 1)}`, digits);
          const expectation = isThere ? { ok: { digits } } : { reject: { codes: ["key.no-matching-slot"] } };
          await context.expect("header.complete", { file: headerFile(header), revision: 1, text }, expectation);
        },
        { cost: 10 },
      ),
  },
];

function flip(bytes: Uint8Array): Uint8Array {
  const other = bytes.slice();
  other[0]! ^= 1;
  return other;
}

/** Chapter 5. */
export const headers = casesOf("05-header.md", properties);
