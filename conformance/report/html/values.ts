/** The values of a request or an answer as a table; bytes as hex dumps with what was changed marked. */
import { html, type SafeHtml } from "../../../reference/viewer/html.js";
import { type HexLine, hexDump, hexLineParts } from "../hex.js";
import { isBytes, type Leaf, leavesOf } from "../leaves.js";
import type { Recorded, RecordedBytes } from "../result.js";

export interface Changed {
  readonly argument: string;
  readonly from: number;
  readonly to: number;
}

/** Bytes of a dump, values of a table, and characters of a text that are shown at most. */
const MOST_BYTES = 256;
const MOST_VALUES = 60;
const MOST_TEXT = 2000;
/** Bytes that stand on one line of the table without a dump. */
const SHORT = 32;

/** A table of the values. @param changed - which bytes to mark */
export function valueTable(value: Recorded, changed?: Changed): SafeHtml {
  const leaves = leavesOf(value);
  const shown = chosen(leaves, changed);
  return html`<table class="values"><tbody>
${shown.map((leaf) => html`<tr><th scope="row">${leaf.path}</th><td>${leafMarkup(leaf, changed)}</td></tr>\n`)}</tbody></table>${
    shown.length < leaves.length
      ? html`<p class="note">${(leaves.length - shown.length).toLocaleString("en")} more values are not shown.</p>`
      : ""
  }`;
}

/** The first values, and the changed one wherever it stands. */
function chosen(leaves: readonly Leaf[], changed?: Changed): readonly Leaf[] {
  const first = leaves.slice(0, MOST_VALUES);
  return [...first, ...leaves.slice(MOST_VALUES).filter((leaf) => leaf.path === changed?.argument)];
}

function leafMarkup({ path, value }: Leaf, changed?: Changed): SafeHtml {
  if (isBytes(value)) return bytesMarkup(value, changed?.argument === path ? changed : undefined);
  const text = String(value);
  if (text.length <= MOST_TEXT) return html`<code>${text}</code>`;
  const rest = (text.length - MOST_TEXT).toLocaleString("en");
  return html`<code>${text.slice(0, MOST_TEXT)}</code><p class="note">${rest} more characters are not shown.</p>`;
}

function bytesMarkup(bytes: RecordedBytes, changed?: Changed): SafeHtml {
  const dump = hexDump(bytes, MOST_BYTES, changed);
  const size = `${dump.length.toLocaleString("en")} ${dump.length === 1 ? "byte" : "bytes"}`;
  if (dump.length <= SHORT) {
    return html`<pre class="hex short" tabindex="0">${dump.lines.map((line, index) => html`${index > 0 ? " " : ""}${cells(line)}`)}</pre> <small>${size}</small>`;
  }
  return html`<small>${size}${changed === undefined ? "" : changedText(changed)}</small><pre class="hex" tabindex="0">${dump.lines.map(
    (line) => {
      const { offset, text } = hexLineParts(line);
      const gap = " ".repeat((16 - line.bytes.length) * 3 + 2);
      return html`<i>${offset}</i>  ${cells(line)}${gap}${text}\n`;
    },
  )}</pre>${dump.note === undefined ? "" : html`<p class="note">${dump.note}</p>`}`;
}

function changedText({ from, to }: Changed): string {
  return to - from <= 1 ? `, byte ${from} was changed` : `, bytes ${from} to ${to - 1} were changed`;
}

function cells(line: HexLine): SafeHtml {
  const { cells } = hexLineParts(line);
  const [from, to] = line.marked;
  const join = (part: readonly string[]) => part.join(" ");
  if (from === to) return html`${join(cells)}`;
  const before = from > 0 ? `${join(cells.slice(0, from))} ` : "";
  const after = to < cells.length ? ` ${join(cells.slice(to))}` : "";
  return html`${before}<mark>${join(cells.slice(from, to))}</mark>${after}`;
}
