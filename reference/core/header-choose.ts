import { equalBytes, zeroize } from "./bytes.js";
import { type ErrorCode, KeepsakeError } from "./errors.js";
import { isAuthentic, type ParsedHeader, parseAnyHeader, refuseFeatures, verifyHeader } from "./header.js";
import { parseName } from "./names.js";
import type { Decoded, HeaderDetails } from "./proto/codec.js";
import type { CryptoProvider } from "./provider.js";
import { type OpenedSlot, openRootKey, type Secret } from "./secret.js";

/** Faults after which no older header is tried. */
const FINAL: ReadonlySet<ErrorCode> = new Set(["key.no-matching-slot", "input.unsupported-version"]);
/** Headers that are tried to name one that the secret opens. A store can add any number. */
const MOST_TRIED = 16;

/** A header file of a vault: read, or why it could not be. One that only needs a newer program has been read, too. */
export type ListedHeader =
  | { readonly name: string; readonly revision: number; readonly header: ParsedHeader }
  | { readonly name: string; readonly revision: number; readonly error: KeepsakeError; readonly newer?: ParsedHeader };

/** The header that was read, usable or not. */
export const parsedOf = (entry: ListedHeader): ParsedHeader | undefined =>
  "header" in entry ? entry.header : entry.newer;

/** A header that was not used, and why. */
export interface SkippedHeader {
  readonly name: string;
  readonly code: ErrorCode;
}

/** An open vault's header. */
export interface Unlocked {
  /** Root key of the header's epoch, 32 bytes. */
  readonly rootKey: Uint8Array;
  readonly header: ParsedHeader;
  readonly details: Decoded<HeaderDetails>;
  /** The slot that the secret fits. Absent if the secret was the root key itself. */
  readonly opened?: OpenedSlot;
  /** Headers to report. */
  readonly skipped: readonly SkippedHeader[];
  /** Whether there is a header that should have been used instead, so that nothing must be written. */
  readonly readOnly: boolean;
}

/**
 * Reads a listed header file, keeping the failure for `unlock`.
 *
 * @param name - `headers/<16 hex digits>`
 */
export async function readListedHeader(
  provider: CryptoProvider,
  name: string,
  bytes: Uint8Array,
): Promise<ListedHeader> {
  const parsed = parseName(name);
  if (parsed?.kind !== "header") throw new RangeError(`not the name of a header: ${name}`);
  const revision = parsed.number;
  let header: ParsedHeader | undefined;
  try {
    header = await parseAnyHeader(provider, bytes, revision);
    refuseFeatures(header);
    return { name, revision, header };
  } catch (error) {
    if (!(error instanceof KeepsakeError)) throw error;
    return { name, revision, error, ...(header === undefined ? {} : { newer: header }) };
  }
}

/** Well-formed headers in the order in which they are tried: highest epoch, then highest revision. [@choose-order] */
export function headersInOrder(listed: readonly ListedHeader[]): ParsedHeader[] {
  const headers = listed.flatMap((entry) => ("header" in entry ? [entry.header] : []));
  return headers.sort((a, b) => b.epoch - a.epoch || b.revision - a.revision);
}

/**
 * Chooses the header of a vault and opens it. Spec: Choosing a header.
 *
 * @param listed - every header file of the vault
 * @param revision - an older revision to look at, read-only; the newest if absent
 * @throws KeepsakeError `header.missing`; `header.malformed` if all are; `input.unsupported-version` if a newer one
 * needs a newer program; `key.no-matching-slot` if the secret does not fit the newest; `header.auth` if none that it
 * fits is authentic; `key.prf-missing`. The first two name in `details.revision` an older header that the secret opens.
 */
export async function unlock(
  provider: CryptoProvider,
  listed: readonly ListedHeader[],
  secret: Secret,
  revision?: number,
): Promise<Unlocked> {
  try {
    return await choose(provider, listed, secret, revision);
  } catch (error) {
    throw revision === undefined ? await namingOlder(provider, listed, secret, error) : error;
  }
}

/** What stops a reader for good may have been planted, so the error names the newest header that the secret opens. */
async function namingOlder(
  provider: CryptoProvider,
  listed: readonly ListedHeader[],
  secret: Secret,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof KeepsakeError) || !FINAL.has(error.code)) return error;
  // Each header would take a ceremony of a passkey.
  if (secret.kind === "passkey" || secret.kind === "any-passkey") return error;
  for (const header of headersInOrder(listed).slice(0, MOST_TRIED)) {
    try {
      const { rootKey, opened } = await openHeader(provider, header, secret);
      zeroize(rootKey, opened?.kek);
    } catch (fault) {
      if (fault instanceof KeepsakeError) continue;
      throw fault;
    }
    // [@choose-name-older]
    const { code, message, details } = error;
    return new KeepsakeError(code, message, { ...details, revision: header.revision, cause: error });
  }
  return error;
}

async function choose(
  provider: CryptoProvider,
  listed: readonly ListedHeader[],
  secret: Secret,
  revision: number | undefined,
): Promise<Unlocked> {
  const candidates = candidatesAmong(listed, revision);
  const failed: { header: ParsedHeader; error: KeepsakeError }[] = [];
  for (const header of candidates) {
    refuseNewerProgram(listed, header, revision);
    try {
      const opened = await openHeader(provider, header, secret);
      return { ...opened, header, ...report(listed, header, failed) };
    } catch (error) {
      if (!(error instanceof KeepsakeError) || !mayTryOlder(error, failed.length)) throw error;
      failed.push({ header, error });
    }
  }
  throw failed[0]!.error; // [@choose-all-failed]
}

/**
 * Whether a secret opens a header of a later epoch than the chosen one, which then is the vault as it is today. Headers
 * of a newer program count by their MAC. A passkey is not asked again.
 */
export async function opensLaterEpoch(
  provider: CryptoProvider,
  listed: readonly ListedHeader[],
  chosen: ParsedHeader,
  secrets: readonly Secret[],
): Promise<boolean> {
  const later = listed.flatMap((entry) => {
    const header = parsedOf(entry);
    const isLater = header !== undefined && header.epoch > chosen.epoch && equalBytes(header.vaultId, chosen.vaultId);
    return isLater ? [header] : [];
  });
  for (const secret of secrets.filter(({ kind }) => kind !== "passkey" && kind !== "any-passkey")) {
    for (const header of later) {
      const root = await openRootKey(provider, header, secret).catch(nothingOfFault);
      if (root == null) continue;
      const isWhole = header.message.requiredFeatures.length > 0 || (await isReadable(provider, header, root.rootKey));
      const isGenuine = isWhole && (await isAuthentic(provider, header, root.rootKey));
      zeroize(root.rootKey, root.opened?.kek);
      if (isGenuine) return true;
    }
  }
  return false;
}

function nothingOfFault(error: unknown): undefined {
  if (!(error instanceof KeepsakeError)) throw error;
}

async function isReadable(provider: CryptoProvider, header: ParsedHeader, rootKey: Uint8Array): Promise<boolean> {
  return verifyHeader(provider, header, rootKey).then(
    () => true,
    (error) => nothingOfFault(error) ?? false,
  );
}

/** The well-formed headers in the order in which they are tried: at least one. @throws KeepsakeError as {@link unlock} */
export function candidatesAmong(listed: readonly ListedHeader[], revision: number | undefined): ParsedHeader[] {
  const wanted = revision === undefined ? listed : listed.filter((entry) => entry.revision === revision);
  // [@choose-none] [@choose-asked-missing]
  if (wanted.length === 0) {
    throw new KeepsakeError("header.missing", "No header was found here; choose the folder or account of the backup.");
  }
  const headers = headersInOrder(wanted);
  if (headers.length > 0) return headers;
  // What needs a newer program may be whole, so it goes before what is certainly damaged. [@choose-all-malformed]
  const errors = wanted.flatMap((entry) => ("error" in entry ? [entry.error] : []));
  throw errors.find(({ code }) => code === "input.unsupported-version") ?? errors[0]!;
}

/** A newer header that needs a newer program is never passed over. [@choose-features-final] [@choose-version-final] */
function refuseNewerProgram(listed: readonly ListedHeader[], header: ParsedHeader, revision: number | undefined): void {
  if (revision !== undefined) return;
  for (const entry of listed) {
    const isNewer = entry.revision > header.revision;
    if (isNewer && "error" in entry && entry.error.code === "input.unsupported-version") throw entry.error;
  }
}

async function openHeader(provider: CryptoProvider, header: ParsedHeader, secret: Secret) {
  const root = await openRootKey(provider, header, secret);
  if (root === null) {
    throw new KeepsakeError(
      "key.no-matching-slot",
      "This key does not open the vault; check that it belongs to this vault and was not replaced.",
    );
  }
  try {
    return { ...root, details: await verifyHeader(provider, header, root.rootKey) };
  } catch (error) {
    zeroize(root.rootKey, root.opened?.kek);
    throw error;
  }
}

/** Whether the next older header may be tried. That the secret fits no slot of the newest one is final. */
function mayTryOlder(error: KeepsakeError, failedBefore: number): boolean {
  // [@choose-no-slot-final] [@choose-no-slot-skipped] [@choose-skip-inauthentic]
  if (error.code === "key.no-matching-slot") return failedBefore > 0;
  return error.code === "header.auth" || error.code === "header.malformed";
}

function report(
  listed: readonly ListedHeader[],
  chosen: ParsedHeader,
  failed: readonly { header: ParsedHeader; error: KeepsakeError }[],
): Pick<Unlocked, "skipped" | "readOnly"> {
  const skipped = listed.flatMap((entry): SkippedHeader[] => {
    const code = "error" in entry ? entry.error.code : reasonToSkip(entry.header, chosen, failed);
    return code === undefined ? [] : [{ name: entry.name, code }];
  });
  // [@choose-read-only] [@choose-skipped-read-only] [@choose-older-read-only]
  const isNewest = headersInOrder(listed)[0] === chosen && listed.every(({ revision }) => revision <= chosen.revision);
  return { skipped, readOnly: !isNewest };
}

function reasonToSkip(
  header: ParsedHeader,
  chosen: ParsedHeader,
  failed: readonly { header: ParsedHeader; error: KeepsakeError }[],
): ErrorCode | undefined {
  const failure = failed.find((entry) => entry.header === header);
  if (failure !== undefined) return failure.error.code;
  // Another vault's header, or one of an earlier epoch that claims to be newer. [@choose-vault-id] [@choose-epoch-order]
  const isForeign = !equalBytes(header.vaultId, chosen.vaultId);
  return isForeign || (header.epoch < chosen.epoch && header.revision > chosen.revision)
    ? "header.malformed"
    : undefined;
}
