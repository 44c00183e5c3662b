import { concat, equalBytes, utf8 } from "./bytes.js";
import { COMMITMENT_AT, messageInfo, SEAL_HEADER, SEAL_KEY, SEAL_SALT } from "./cobblestone-message.js";
import { deriveInfo, LABELS } from "./derive.js";
import { KeepsakeError } from "./errors.js";
import type { ParsedHeader } from "./header.js";
import { type CryptoProvider, chain, type MaybePromise } from "./provider.js";
import { isRowRight, rowsOf } from "./recovery-key.js";
import { type ParsedSlot, slotContext } from "./slot.js";

/** Time after which a search lets other events have their turn, in milliseconds. */
const SLICE_MS = 50;

/** All ways to fill the gaps of a row so that its check digit is right. */
function rowFillings(row: number, digits: string): string[] {
  if (!digits.includes("?")) return isRowRight(row, digits) ? [digits] : [];
  return Array.from("0123456789").flatMap((digit) => rowFillings(row, digits.replace("?", digit)));
}

/** How many recovery keys a pattern may stand for: at most 100,000. @param pattern - from `parseRecoveryKeyPattern` */
export function countCompletions(pattern: string): number {
  // The last gap of a row follows from the others.
  const gaps = rowsOf(pattern).map((row) => row.split("?").length - 1);
  return gaps.reduce((count, n) => count * 10 ** Math.max(0, n - 1), 1);
}

/**
 * The recovery keys that a pattern may stand for, one after the other.
 *
 * @param pattern - from `parseRecoveryKeyPattern`
 */
export function* completions(pattern: string): Generator<string> {
  const rows = rowsOf(pattern).map((digits, i) => rowFillings(i + 1, digits));
  const count = rows.reduce((product, fillings) => product * fillings.length, 1);
  for (let n = 0; n < count; n++) {
    let rest = n;
    let key = "";
    for (const fillings of rows) {
      key += fillings[rest % fillings.length];
      rest = Math.floor(rest / fillings.length);
    }
    yield key;
  }
}

/** What a search may be given besides the pattern. */
export interface CompletionOptions {
  /** Called several times a second. */
  readonly onProgress?: (progress: { readonly tried: number; readonly total: number }) => void;
  /** Ends the search; the error is the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Finds the recovery key that a pattern stands for, by trying every completion on the recovery-key slots of a header.
 * What it finds has passed a slot's commitment; the vault still has to be opened with it. Spec: Recovery key.
 *
 * @param pattern - from `parseRecoveryKeyPattern`
 * @returns 64 ASCII digits
 * @throws KeepsakeError `key.no-matching-slot` if no completion fits
 */
export async function findRecoveryKey(
  provider: CryptoProvider,
  pattern: string,
  header: ParsedHeader,
  options: CompletionOptions = {},
): Promise<string> {
  const locks = header.slots.filter(({ kind }) => kind === "recovery-key").map((slot) => lockOf(slot, header));
  const total = countCompletions(pattern);
  let tried = 0;
  let pauseAt = performance.now() + SLICE_MS;
  options.signal?.throwIfAborted();
  // [@completion-try-all]
  for (const digits of locks.length > 0 ? completions(pattern) : []) {
    const candidate = utf8(digits);
    for (const lock of locks) {
      const result = fits(provider, candidate, lock);
      // Awaiting what is there already would double the time.
      if (result instanceof Promise ? await result : result) return digits;
    }
    tried++;
    if (performance.now() < pauseAt) continue;
    options.onProgress?.({ tried, total });
    // A timer, because a promise alone would not let the event arrive that aborts the signal.
    await new Promise((resolve) => setTimeout(resolve, 0));
    options.signal?.throwIfAborted();
    pauseAt = performance.now() + SLICE_MS;
  }
  // [@completion-none]
  throw new KeepsakeError(
    "key.no-matching-slot",
    "No way to fill in the missing digits opens this vault; check the digits that you can read.",
  );
}

/** A slot, with what is the same for every candidate. */
interface Lock {
  readonly slot: ParsedSlot;
  readonly kekInfo: Uint8Array;
  readonly sealInfo: Uint8Array;
  readonly commitment: Uint8Array;
}

function lockOf(slot: ParsedSlot, header: ParsedHeader): Lock {
  const sealed = slot.stored.sealedRootKey;
  return {
    slot,
    kekInfo: deriveInfo(LABELS.recoveryKeySlot, concat(header.vaultId, slot.slotId)),
    sealInfo: messageInfo(slotContext(header, slot.stored.info), sealed.subarray(0, SEAL_SALT)),
    commitment: sealed.subarray(SEAL_SALT, SEAL_HEADER),
  };
}

function fits(provider: CryptoProvider, candidate: Uint8Array, lock: Lock): MaybePromise<boolean> {
  return chain(provider.hkdfSha512(candidate, lock.slot.salt, lock.kekInfo, SEAL_KEY), (kek) =>
    // One block of the hash holds the first 20 bytes of the commitment, which tell wrong candidates at half the price.
    chain(provider.hkdfExpandSha512(kek, lock.sealInfo, 64), (start) => {
      if (!equalBytes(start.subarray(COMMITMENT_AT), lock.commitment.subarray(0, 64 - COMMITMENT_AT))) return false;
      const all = provider.hkdfExpandSha512(kek, lock.sealInfo, COMMITMENT_AT + lock.commitment.length);
      return chain(all, (keys) => equalBytes(keys.subarray(COMMITMENT_AT), lock.commitment));
    }),
  );
}
