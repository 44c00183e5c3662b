/** Styled text as markup. */
import { TextStyleStyle as Style, type Text } from "../core/proto/types.js";
import { type Directory, personName } from "./directory.js";
import { html, type SafeHtml, type SafeUrl } from "./html.js";
import { findLinks } from "./links.js";
import { firstEndingAfter, merged, type Piece, pieces, type Range } from "./ranges.js";

/** A stretch of text that is one thing: a link or a mention. */
interface Whole extends Range {
  readonly url?: SafeUrl;
  readonly contactId?: string;
}

// From the inside out.
const INLINE = [Style.MONOSPACE, Style.STRIKETHROUGH, Style.ITALIC, Style.BOLD, Style.SPOILER];
const BLOCKS = [Style.LIST, Style.QUOTE_BLOCK];

const WRAP: Readonly<Record<number, (inner: SafeHtml) => SafeHtml>> = {
  [Style.MONOSPACE]: (inner) => html`<code>${inner}</code>`,
  [Style.STRIKETHROUGH]: (inner) => html`<s>${inner}</s>`,
  [Style.ITALIC]: (inner) => html`<i>${inner}</i>`,
  [Style.BOLD]: (inner) => html`<b>${inner}</b>`,
  // Focus shows it too, for keyboards and touch.
  [Style.SPOILER]: (inner) => html`<span class="spoiler" tabindex="0" title="Spoiler">${inner}</span>`,
  [Style.LIST]: (inner) => html`<div class="list">${inner}</div>`,
  [Style.QUOTE_BLOCK]: (inner) => html`<blockquote>${inner}</blockquote>`,
};

/** The links and mentions of a text, in order, not overlapping; a mention goes before a link. */
function wholesOf(text: Text, body: string): Whole[] {
  const mentions: readonly Whole[] = (text.mentions ?? []).map(({ start = 0, length = 0, contactId = "" }) => ({
    start,
    end: Math.min(start + length, body.length),
    contactId,
  }));
  const result: Whole[] = [];
  const links: readonly Whole[] = findLinks(body);
  for (const whole of [...mentions, ...links].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (whole.end <= whole.start) continue;
    if (last === undefined || whole.start >= last.end) result.push(whole);
    else if (last.url !== undefined && whole.contactId !== undefined) result[result.length - 1] = whole;
  }
  return result;
}

function rangesOf(text: Text, body: string, styles: readonly number[]): Map<number, Range[]> {
  const rangesOfStyle = (style: number) =>
    (text.styles ?? [])
      .filter((one) => one.style === style)
      .map(({ start = 0, length = 0 }) => ({ start, end: Math.min(start + length, body.length) }));
  return new Map(styles.map((style) => [style, merged(rangesOfStyle(style))]));
}

function wrapped(inner: SafeHtml, styles: readonly number[]): SafeHtml {
  return styles.reduce((markup, style) => WRAP[style]!(markup), inner);
}

/** A text with its styles, mentions and links. */
export function renderText(directory: Directory, text: Text | null | undefined): SafeHtml {
  const body = text?.body ?? "";
  if (!text || body === "") return html``;
  const wholes = wholesOf(text, body);
  const inline = rangesOf(text, body, INLINE);
  const styled = (range: Range) =>
    pieces(range, inline).map(({ start, end, styles }) => wrapped(html`${body.slice(start, end)}`, styles));

  const renderWhole = (range: Range, { url, contactId }: Whole): SafeHtml => {
    if (url) return externalLink(url, styled(range));
    // Some apps store only a stand-in character where the name is shown.
    const standIn = body.slice(range.start, range.end) === "\ufffc";
    return html`<span class="mention">${standIn ? `@${personName(directory, contactId)}` : styled(range)}</span>`;
  };

  const renderBlock = (range: Range): SafeHtml => {
    const parts: SafeHtml[] = [];
    let end = range.start;
    for (let index = firstEndingAfter(wholes, range.start); index < wholes.length; index++) {
      const whole = wholes[index]!;
      if (whole.start >= range.end) break;
      const cut = { start: Math.max(whole.start, range.start), end: Math.min(whole.end, range.end) };
      parts.push(...styled({ start: end, end: cut.start }), renderWhole(cut, whole));
      end = cut.end;
    }
    return html`${[...parts, ...styled({ start: end, end: range.end })]}`;
  };

  let afterBlock = false;
  const blocks = pieces({ start: 0, end: body.length }, rangesOf(text, body, BLOCKS)).map((piece: Piece) => {
    // A block already ends its line.
    const start = afterBlock && piece.styles.length === 0 && body[piece.start] === "\n" ? piece.start + 1 : piece.start;
    afterBlock = piece.styles.length > 0;
    return wrapped(renderBlock({ start, end: piece.end }), piece.styles);
  });
  return html`${blocks}`;
}

/** A link that leaves the backup: opened beside it, and told nothing about where it came from. */
export function externalLink(url: SafeUrl, inner: SafeHtml | readonly SafeHtml[] | string): SafeHtml {
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${inner}</a>`;
}

const graphemes = new Intl.Segmenter();
const FEW_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u200d\ufe0f\u20e3\u{1f3fb}-\u{1f3ff}])+$/u;

/** True for a text of one to three emoji, which is shown large. */
export function isFewEmoji(body: string): boolean {
  return body.length <= 40 && FEW_EMOJI.test(body) && [...graphemes.segment(body)].length <= 3;
}
