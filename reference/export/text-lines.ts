/** Messages as lines of `messages.txt`. */
import type { Message } from "../core/proto/types.js";
import type { Clock } from "../viewer/clock.js";
import { contactName, type Directory, personNames } from "../viewer/directory.js";
import { messageText, plainText, reactionsByEmoji } from "../viewer/plain-text.js";

const INDENT = "    ";

function indented(text: string): string {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).join(`\n${INDENT}`);
}

/**
 * One message: time, author and text on the first line, everything else indented below.
 *
 * @param files a line for each of its files: the name in the folder, or why it is missing
 */
export function messageLines(directory: Directory, clock: Clock, message: Message, files: readonly string[]): string {
  const { quote, edits = [], forward } = message;
  const time = message.sentAtMs || message.receivedAtMs || 0;
  const author = message.authorId && !message.system ? `${contactName(directory, message.authorId)}: ` : "";
  const marks = [
    forward && "forwarded",
    (message.edited || edits.length > 0) && "edited",
    message.starred && "starred",
  ];
  const shown = marks.filter(Boolean);
  const extra: string[] = [];
  if (quote) {
    const whom = quote.authorId ? ` to ${contactName(directory, quote.authorId)}` : "";
    extra.push(`(reply${whom}: ${plainText(directory, quote.text).replace(/\s+/g, " ").slice(0, 200)})`);
  }
  extra.push(...files.map((file) => `<${file}>`));
  for (const edit of edits) extra.push(`(earlier: ${plainText(directory, edit.text)})`);
  for (const [emoji, authors] of reactionsByEmoji(message)) {
    extra.push(`(${emoji} ${personNames(directory, authors, 20)})`);
  }
  const note = shown.length > 0 ? ` (${shown.join(", ")})` : "";
  const first = `[${clock.stamp(time)}] ${author}${messageText(directory, message)}${note}`;
  return `${[first, ...extra].map(indented).join(`\n${INDENT}`)}\n`;
}
