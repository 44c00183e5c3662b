import { type CallSummary, CallSummaryMedium, CallSummaryOutcome } from "../../core/proto/types.js";
import { asciiDigits, clean } from "./characters.js";
import { type CallPhrase, foldPhrase, type PhraseBook } from "./phrase-book.js";

/** The longest line about a call is shorter. */
const MAX_CALL = 120;

/**
 * Reads what the app writes for a call: `Missed voice call`, `Voice call, 12 min`, `Video call. 1 hr 5 min`,
 * `Voice call, No answer`. Undefined for anything else, so that no words are lost.
 */
export function parseCall(body: string, book: PhraseBook): CallSummary | undefined {
  if (body.length > MAX_CALL || body.includes("\n")) return undefined;
  const text = clean(body).trim();
  const whole = book.exact.get(foldPhrase(text));
  if (whole?.what === "call") return summaryOf(whole, whole.missed ? "missed" : undefined, 0);
  for (let at = firstStop(text, 0); at > 0; at = firstStop(text, at + 1)) {
    const head = book.exact.get(foldPhrase(text.slice(0, at)));
    if (head?.what === "call") return withTail(head, text.slice(at + 1), book);
  }
  return undefined;
}

/** Position of the next comma or full stop; -1 if there is none. */
function firstStop(text: string, from: number): number {
  const at = text.slice(from).search(/[.,،]/u);
  return at < 0 ? -1 : from + at;
}

function withTail(head: CallPhrase, text: string, book: PhraseBook): CallSummary | undefined {
  const tail = foldPhrase(text);
  if (book.unanswered.has(tail)) return summaryOf(head, "missed", 0);
  if (book.callBack.has(tail)) return summaryOf(head, head.missed ? "missed" : undefined, 0);
  if (book.answered.has(tail)) return summaryOf(head, "answered", 0);
  const durationMs = parseDuration(tail, book.units);
  if (durationMs === undefined || head.missed) return undefined;
  return summaryOf(head, "answered", durationMs);
}

/** `1 hr 5 min`, `45 sec`, `12:34`; undefined if a word is no unit. */
export function parseDuration(text: string, units: ReadonlyMap<string, number>): number | undefined {
  const plain = asciiDigits(text);
  const clock = /^\(?(?:(\d{1,3}):)?(\d{1,2}):(\d{2})\)?$/u.exec(plain);
  if (clock !== null) {
    const [, h = "0", m = "0", s = "0"] = clock;
    return ((Number(h) * 60 + Number(m)) * 60 + Number(s)) * 1000;
  }
  if (!/^(?:\d{1,4} ?[^\d\s,]{1,12}[ ,]*){1,3}$/u.test(plain)) return undefined;
  let ms = 0;
  for (const [, number, unit] of plain.matchAll(/(\d{1,4}) ?([^\d\s,]{1,12})/gu)) {
    const length = units.get(foldPhrase(unit as string));
    if (length === undefined) return undefined;
    ms += Number(number) * length;
  }
  return ms;
}

function summaryOf(call: CallPhrase, outcome: "missed" | "answered" | undefined, durationMs: number): CallSummary {
  return {
    medium: call.medium === "voice" ? CallSummaryMedium.VOICE : CallSummaryMedium.VIDEO,
    outcome:
      outcome === "missed"
        ? CallSummaryOutcome.MISSED
        : outcome === "answered"
          ? CallSummaryOutcome.ANSWERED
          : CallSummaryOutcome.UNSPECIFIED,
    ...(durationMs > 0 ? { durationMs } : {}),
    ...(call.group ? { groupCall: true } : {}),
  };
}
