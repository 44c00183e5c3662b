import type { OrderKey } from "./order-key.js";
import type { Problem } from "./problem.js";
import type { Attachment, Frame } from "./proto/types.js";

/** Something of a backup that could not be read or written, and what it belonged to. */
export interface Loss extends Problem {
  /** `frames`: the frames of a segment. `content`: nothing is missing, but a frame breaks a rule. */
  readonly kind: "frames" | "attachment" | "thumbnail" | "content";
  /** Number of frames concerned. */
  readonly frames: number;
  /** Where the first of these frames stands, with its time. */
  readonly first: OrderKey;
  /** Where the last one stands. */
  readonly last: OrderKey;
  /** The chat of the frame, where it is known. */
  readonly chatId?: string;
  readonly attachmentId?: string;
  readonly fileName?: string;
}

/** What a loss says of the attachment of a frame. */
export function attachmentLoss(
  problem: Problem,
  kind: "attachment" | "thumbnail",
  frame: Frame,
  key: OrderKey,
  { id = "", fileName = "" }: Attachment,
): Loss {
  const chatId = frame.message?.chatId ?? frame.chat?.id;
  return {
    ...problem,
    kind,
    frames: 1,
    first: key,
    last: key,
    attachmentId: id,
    ...(chatId === undefined ? {} : { chatId }),
    ...(fileName === "" ? {} : { fileName }),
  };
}
