import { compareBytes } from "../../reference/core/bytes.js";
import type { HeaderDetails } from "../../reference/core/proto/codec.js";
import { forgeHeaderFile, forgeHeaderMessage } from "./forge.js";
import { DETAILS, FIELDS, FORMER, opens, RECOVERY, rootKey, stays } from "./header-open-parts.js";
import * as parts from "./header-parts.js";
import { PLACE } from "./people.js";
import type { Accepted, Rejected, Values } from "./vector.js";

/** A header of a late epoch, with several slots and former epochs. */
const LATE = { ...PLACE, epoch: 5000 };

const LATE_SECRET: Values = { kind: "root-key", epoch: LATE.epoch, rootKey };

const late = async (details: HeaderDetails) => {
  const slots = [RECOVERY.stored, parts.SECOND.stored];
  return forgeHeaderFile(LATE, await forgeHeaderMessage(LATE, { ...FIELDS, slots }, details));
};

export async function lateHeaders(): Promise<(Accepted | Rejected)[]> {
  const slots = [{ slotId: RECOVERY.slotId }, { slotId: parts.SECOND.slotId }].sort((a, b) =>
    compareBytes(a.slotId, b.slotId),
  );
  const many = Array.from({ length: 1025 }, (_, i) => ({ ...FORMER, epoch: i + 1, lastSequence: i + 5 }));
  const [first, second] = many;
  const details = { ...DETAILS, slots, formerEpochs: [first!, second!] };
  const most = { ...details, formerEpochs: many.slice(0, 1024) };
  const opened = async (id: string, requirement: string, content: HeaderDetails, comment: string) =>
    opens(id, requirement, await late(content), content, comment, LATE_SECRET, LATE);
  const broken = async (id: string, parent: string, mutation: string, change: HeaderDetails): Promise<Rejected> => {
    const file = await late({ ...details, ...change });
    const comment = "Authentic, and against the rules.";
    const vector = stays(id, "header-details-malformed", mutation, file, "header.malformed", comment, LATE_SECRET);
    return { ...vector, parent };
  };
  const two = "header-open-two-epochs";
  const limit = "header-open-1024-epochs";
  return [
    await opened(two, "header-details-malformed", details, "Two former epochs, and details of two slots."),
    await opened(limit, "former-limit", most, "As many former epochs as there may be."),
    await broken("header-former-1025", limit, "a 1025th former epoch", { formerEpochs: many }),
    await broken("header-former-order", two, "the former epochs change places", {
      formerEpochs: [
        { ...second!, lastSequence: 5 },
        { ...first!, lastSequence: 6 },
      ],
    }),
    await broken("header-former-sequence", two, "the last sequence of the first is above that of the next", {
      formerEpochs: [{ ...first!, lastSequence: 2000 }, second!],
    }),
    await broken("header-details-order", two, "the details of the slots change places", { slots: slots.toReversed() }),
  ];
}
