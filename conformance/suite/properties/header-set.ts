/** Sets of headers of one vault with whatever a store may show, and the rules by which one is chosen. Spec: Choosing. */
import fc from "fast-check";
import type { Value } from "../case.js";
import { exactly, key, part, shortId } from "./drawn.js";
import { numberName } from "./oracle.js";
import { varint } from "./protobuf.js";
import { asSecret, drawnSlot, headerFile, recoverySecret, sealSlot } from "./slots.js";

/** What a header of the set is. */
const STATES = ["whole", "damaged", "version", "features", "mac", "details", "other vault", "other key"] as const;
type State = (typeof STATES)[number];

/** A header of the set: its epoch and revision, and what is wrong with it. */
export interface SetEntry {
  readonly revision: number;
  readonly epoch: number;
  readonly state: State;
}

/** Which header is chosen, or why none. */
export type Choice =
  | { readonly code: string }
  | { readonly revision: number; readonly readOnly: boolean; readonly skipped: { name: string; code: string }[] };

const UNSUPPORTED = "input.unsupported-version";
const NO_SLOT = "key.no-matching-slot";

/** What a header file is without a secret: a code for those that are not well-formed. */
function faultOf(state: State): string | undefined {
  if (state === "damaged") return "header.malformed";
  return state === "version" || state === "features" ? UNSUPPORTED : undefined;
}

/** What a secret makes of a well-formed header. The headers of another vault open with the same recovery key. */
function openingFault(state: State): string | undefined {
  if (state === "mac" || state === "details") return "header.auth";
  return state === "other key" ? NO_SLOT : undefined;
}

/** The rules of the chapter, one after the other. */
export function chooseByRules(entries: readonly SetEntry[], asked: number | undefined): Choice {
  const wanted = entries.filter(({ revision }) => asked === undefined || revision === asked);
  if (wanted.length === 0) return { code: "header.missing" };
  const faults = wanted.flatMap(({ state }) => faultOf(state) ?? []);
  const order = (list: readonly SetEntry[]) =>
    list
      .filter(({ state }) => faultOf(state) === undefined)
      .sort((a, b) => b.epoch - a.epoch || b.revision - a.revision);
  const candidates = order(wanted);
  if (candidates.length === 0) return { code: faults.includes(UNSUPPORTED) ? UNSUPPORTED : "header.malformed" };
  const failed = new Map<SetEntry, string>();
  for (const candidate of candidates) {
    const isNewerProgram = (entry: SetEntry) =>
      faultOf(entry.state) === UNSUPPORTED && entry.revision > candidate.revision;
    if (asked === undefined && entries.some(isNewerProgram)) return { code: UNSUPPORTED };
    const fault = openingFault(candidate.state);
    if (fault === undefined) return report(entries, candidate, failed, order(entries)[0]!);
    if (fault === NO_SLOT && failed.size === 0) return { code: NO_SLOT };
    failed.set(candidate, fault);
  }
  return { code: [...failed.values()][0]! };
}

function report(
  entries: readonly SetEntry[],
  chosen: SetEntry,
  failed: Map<SetEntry, string>,
  first: SetEntry,
): Choice {
  const codeOf = (entry: SetEntry): string | undefined => {
    const known = faultOf(entry.state) ?? failed.get(entry);
    if (known !== undefined || entry === chosen) return known;
    const isForeign = (entry.state === "other vault") !== (chosen.state === "other vault");
    const isMisplaced = entry.epoch < chosen.epoch && entry.revision > chosen.revision;
    return isForeign || isMisplaced ? "header.malformed" : undefined;
  };
  const skipped = entries
    .flatMap((entry) => {
      const code = codeOf(entry);
      return code === undefined ? [] : [{ name: numberName("headers", entry.revision), code }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const isNewest = first === chosen && entries.every(({ revision }) => revision <= chosen.revision);
  return { revision: chosen.revision, readOnly: !isNewest, skipped };
}

/** Headers of one vault, what each is, and the secret that opens those that are whole. */
export interface HeaderSet {
  readonly entries: readonly SetEntry[];
  readonly files: readonly { readonly revision: number; readonly file: Uint8Array }[];
  readonly secret: { readonly [key: string]: Value };
}

/** Sets of up to six headers. */
export function headerSet(): fc.Arbitrary<HeaderSet> {
  const entry = fc.record({
    revision: fc.integer({ min: 1, max: 8 }),
    epoch: fc.integer({ min: 1, max: 3 }),
    state: fc.oneof({ weight: 2, arbitrary: fc.constant("whole" as const) }, fc.constantFrom(...STATES)),
  });
  const secrets = fc.record({
    vaultIds: fc.tuple(shortId(), shortId()),
    rootKey: key(),
    prfSalt: key(),
    own: drawnSlot(recoverySecret()),
    other: drawnSlot(recoverySecret()),
    sealSalt: exactly(24),
    where: part(),
  });
  return fc
    .tuple(fc.uniqueArray(entry, { maxLength: 6, selector: ({ revision }) => revision }), secrets)
    .filter(([, { vaultIds, own, other }]) => Buffer.compare(...vaultIds) !== 0 && own.secret !== other.secret)
    .map(([entries, made]) => ({
      entries,
      files: entries.map((each) => ({ revision: each.revision, file: fileOf(each, made) })),
      secret: asSecret(made.own.secret!, made.prfSalt),
    }));
}

interface Making {
  readonly vaultIds: readonly [Uint8Array, Uint8Array];
  readonly rootKey: Uint8Array;
  readonly prfSalt: Uint8Array;
  readonly own: ReturnType<typeof drawnSlot> extends fc.Arbitrary<infer T> ? T : never;
  readonly other: Making["own"];
  readonly sealSalt: Uint8Array;
  readonly where: number;
}

function fileOf({ revision, epoch, state }: SetEntry, made: Making): Uint8Array {
  const vaultId = made.vaultIds[state === "other vault" ? 1 : 0];
  // Each epoch has a root key of its own.
  const rootKey = made.rootKey.map((byte) => byte ^ epoch);
  const place = { vaultId, epoch, prfSalt: made.prfSalt, rootKey };
  const slot = state === "other key" ? { ...made.own, secret: made.other.secret } : made.own;
  const file = headerFile({
    ...place,
    revision,
    slots: [sealSlot(slot, place)],
    details: { writerId: new Uint8Array(16) },
    sealSalt: made.sealSalt,
    ...(state === "features" ? { requiredFeatures: Uint8Array.of(0x38, ...varint(7)) } : {}),
    // Signed by a holder of the key, but with details that are sealed for another revision.
    ...(state === "details" ? { detailsOf: revision + 1 } : {}),
  });
  if (state === "version") file[8] = 2;
  if (state === "mac") file[file.length - 1]! ^= 1;
  if (state === "damaged") file[10 + Math.floor(made.where * (file.length - 42))]! ^= 1;
  return file;
}
