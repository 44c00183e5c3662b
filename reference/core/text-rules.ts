import type { Mention, Text, TextStyle } from "./proto/types.js";
import { dangling, each, type Fault, id, text } from "./rule.js";

const BODY_BYTES = 262_144;
const SPANS = 4096;

/** Text with styles and mentions: lengths, and that every span lies in the body. Spec: Content, Text. */
export function checkText(value: Text): Fault | undefined {
  const body = value.body ?? "";
  const fault = text("body", body, BODY_BYTES);
  if (fault !== undefined || (!value.styles?.length && !value.mentions?.length)) return fault;
  const checkMention = (mention: Mention) => checkSpan(mention, body) ?? id("contactId", mention.contactId);
  return (
    each("styles", value.styles, SPANS, (style) => checkSpan(style, body)) ??
    each("mentions", value.mentions, SPANS, checkMention)
  );
}

function checkSpan({ start = 0, length = 0 }: TextStyle | Mention, body: string): Fault | undefined {
  // [@text-range]
  if (start + length > body.length) return dangling("", "reaches beyond the text");
  // [@text-surrogate]
  if (splitsPair(body, start) || splitsPair(body, start + length)) return dangling("", "splits a surrogate pair");
  return undefined;
}

/** Whether a cut before code unit `position` leaves half of a surrogate pair on each side. */
function splitsPair(body: string, position: number): boolean {
  const isLow = (body.charCodeAt(position) & 0xfc00) === 0xdc00;
  return isLow && (body.charCodeAt(position - 1) & 0xfc00) === 0xd800;
}
