import type { Mention, Text } from "../../core/proto/types.js";
import type { Context } from "./interpret.js";

// U+2068 and U+2069 keep the direction of a name apart from that of the text around it.
const START = "@\u2068";
const END = "\u2069";

const MAX_MENTIONS = 4096;
const MAX_NAME = 200;

/** A text as it was exported, with the people whom it mentions where the backup knows them. */
export function textOf(body: string, context: Pick<Context, "mentionId">): Text {
  const mentions: Mention[] = [];
  for (let at = body.indexOf(START); at >= 0 && mentions.length < MAX_MENTIONS; at = body.indexOf(START, at + 1)) {
    const name = body.slice(at + START.length, at + START.length + MAX_NAME).split(END, 1)[0] as string;
    const end = at + START.length + name.length;
    if (body[end] !== END) continue;
    const contactId = context.mentionId(name);
    if (contactId !== undefined) mentions.push({ start: at, length: end + 1 - at, contactId });
  }
  return mentions.length === 0 ? { body } : { body, mentions };
}
