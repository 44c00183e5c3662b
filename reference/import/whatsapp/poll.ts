import type { PollContent, PollOption } from "../../core/proto/types.js";
import { asciiDigits, clean, trimMarks } from "./characters.js";
import { foldPhrase, type PhraseBook } from "./phrase-book.js";

const MAX_OPTIONS = 128;
/** UTF-16 code units; at most 3 times as many bytes, which is below 4096. */
const MAX_TEXT = 1360;

/**
 * Reads a poll:
 * ```
 * POLL:
 * Which evening?
 * OPTION: Friday (1 vote)
 * OPTION: Saturday (3 votes)
 * ```
 * Undefined for anything else, so that no words are lost.
 */
export function parsePoll(body: string, book: PhraseBook): PollContent | undefined {
  const first = body.slice(0, 60).split("\n", 1)[0] as string;
  const head = clean(first).trim();
  if (!head.endsWith(":") || !book.poll.has(foldPhrase(head.slice(0, -1)))) return undefined;
  const question: string[] = [];
  const options: PollOption[] = [];
  for (const line of body.slice(first.length + 1).split("\n")) {
    const option = parseOption(line, book);
    if (option !== undefined) options.push(option);
    else if (options.length === 0) question.push(trimMarks(line));
    else if (clean(line).trim() !== "") return undefined;
  }
  const text = question.join("\n");
  if (options.length === 0 || options.length > MAX_OPTIONS || text.length > MAX_TEXT) return undefined;
  if (options.some((option) => (option.text as string).length > MAX_TEXT)) return undefined;
  return { question: text, options };
}

function parseOption(line: string, book: PhraseBook): PollOption | undefined {
  const plain = clean(line);
  const colon = plain.indexOf(":");
  if (colon <= 0 || colon > 20 || !book.option.includes(foldPhrase(plain.slice(0, colon)))) return undefined;
  const rest = plain.slice(colon + 1).trim();
  const open = rest.lastIndexOf("(");
  const votes = open < 0 ? null : /^\((\d{1,6})\b[^()]{0,20}\)$/u.exec(asciiDigits(rest.slice(open)));
  if (votes === null) return { text: rest };
  const anonymousVotes = Number(votes[1]);
  return { text: rest.slice(0, open).trim(), ...(anonymousVotes > 0 ? { anonymousVotes } : {}) };
}
