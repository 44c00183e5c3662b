import { bytesField } from "./bytes.js";
import { choices } from "./header-choose.js";
import { completions } from "./header-complete.js";
import { lateHeaders } from "./header-late.js";
import { inauthentic, malformedDetails } from "./header-open-faults.js";
import { DETAILS, epoch, FORMER, headerWith, opens, RECOVERY, rootKey } from "./header-open-parts.js";
import { headersThatDoNotParse, headersThatParse } from "./header-parse.js";
import * as parts from "./header-parts.js";
import { PASSKEY, PRF } from "./people.js";
import type { Layer } from "./vector.js";

/** Headers: what parses, what does not, and what opens. */
export async function headerLayer(): Promise<Layer> {
  const three = await headerWith({ slots: [parts.SECOND.stored, parts.PASSKEY_SLOT.stored, RECOVERY.stored] });
  const noneYet = { ...DETAILS, formerEpochs: [{ epoch: 1, rootKey: FORMER.rootKey }] };
  const longest = {
    ...DETAILS,
    writerName: "\u00e9".repeat(128),
    slots: [{ slotId: RECOVERY.slotId, label: "n".repeat(256) }],
  };
  const eligible = { ...DETAILS, slots: [{ slotId: RECOVERY.slotId, backupEligibility: 2 ** 31 - 1 }] };
  const unknown = { ...DETAILS, $unknowns: [bytesField(500, Uint8Array.of(1, 2, 3))] };
  return {
    layer: "header",
    spec: "spec/05-header.md",
    notes: [
      "`revision` is the number in the file's name.",
      "`open` is `parse`, the slots, the MAC and the details; `details` is the protobuf message without padding.",
      "`complete` finds the key of a text with marks by the slots of the header.",
      "`choose` has every header file of a vault; `asked` is the revision that the user asks for. `skipped` is ascending by name.",
    ],
    vectors: [
      ...(await headersThatParse()),
      ...(await headersThatDoNotParse()),
      await opens("header-open", "header-mac", await headerWith(), DETAILS, "By a recovery key."),
      await opens("header-open-passkey", "header-mac", three, DETAILS, "By a passkey.", {
        kind: "passkey",
        credentialId: PASSKEY.credentialId,
        prf: PRF,
      }),
      await opens("header-open-second", "slot-try-all", three, DETAILS, "By the last of three slots."),
      await opens("header-open-root-key", "root-key-epoch", await headerWith(), DETAILS, "By a kept root key.", {
        kind: "root-key",
        epoch,
        rootKey,
      }),
      await opens(
        "header-open-no-snapshot",
        "header-details-malformed",
        await headerWith({}, noneYet),
        noneYet,
        "A former epoch without a snapshot: 0 and empty.",
      ),
      await opens(
        "header-open-longest",
        "header-details-malformed",
        await headerWith({}, longest),
        longest,
        "Names of 256 bytes.",
      ),
      await opens(
        "header-open-unknown",
        "proto-keep-unknown",
        await headerWith({}, unknown),
        unknown,
        "An unknown field of the details is kept.",
      ),
      await opens(
        "header-open-eligibility-last",
        "proto-enum",
        await headerWith({}, eligible),
        eligible,
        "An enum number that is not known: the largest.",
      ),
      ...(await inauthentic()),
      ...(await malformedDetails()),
      ...(await lateHeaders()),
      ...(await choices()),
      ...(await completions()),
    ],
  };
}
