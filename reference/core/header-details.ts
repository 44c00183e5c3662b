import { compareBytes, equalBytes, utf8 } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import type { Decoded, FormerEpoch, HeaderDetails, SlotDetails } from "./proto/codec.js";
import { type ParsedSlot, ROOT_KEY } from "./slot.js";

/** Bytes that name one installation as a writer. */
export const WRITER_ID = 16;
const DIGEST = 32;

const malformed = (what: string) =>
  new KeepsakeError("header.malformed", `The header's sealed part breaks a rule: ${what}.`);

/**
 * Checks the rules of the sealed part of a header, which its author could break although it is authentic.
 * [@header-details-malformed]
 *
 * @throws KeepsakeError `header.malformed`
 */
export function checkHeaderDetails(
  details: Decoded<HeaderDetails>,
  header: { readonly epoch: number; readonly slots: readonly ParsedSlot[] },
): void {
  if (details.writerId.length !== WRITER_ID) throw malformed("the writer's id has not 16 bytes");
  if (isTooLong(details.writerName)) throw malformed("the writer's name is too long");
  checkSlotDetails(details.slots, header.slots);
  checkFormerEpochs(details.formerEpochs, header.epoch);
}

const isTooLong = (name: string) => utf8(name).length > LIMITS.name;

function checkSlotDetails(details: readonly Decoded<SlotDetails>[], slots: readonly ParsedSlot[]): void {
  for (const [i, { slotId, label }] of details.entries()) {
    if (isTooLong(label)) throw malformed("the label of a key slot is too long");
    if (i > 0 && compareBytes(details[i - 1]!.slotId, slotId) >= 0) throw malformed("key slots are not in order");
    if (!slots.some((slot) => equalBytes(slot.slotId, slotId))) throw malformed("a key slot is not in the header");
  }
}

function checkFormerEpochs(epochs: readonly Decoded<FormerEpoch>[], current: number): void {
  if (epochs.length > LIMITS.formerEpochs) throw malformed("there are too many former epochs");
  for (const [i, { epoch, rootKey, lastSequence, lastDigest }] of epochs.entries()) {
    const before = epochs[i - 1];
    if (epoch <= (before?.epoch ?? 0) || epoch >= current) throw malformed("former epochs are not in order");
    if (lastSequence < (before?.lastSequence ?? 0)) throw malformed("the snapshots of former epochs are not in order");
    if (rootKey.length !== ROOT_KEY) throw malformed("a former root key has not 32 bytes");
    if (lastDigest.length !== (lastSequence === 0 ? 0 : DIGEST))
      throw malformed("a snapshot's digest has a wrong length");
  }
}
