/** The table of several implementations as a page that opens offline. */
import { html, type SafeHtml } from "../../../reference/viewer/html.js";
import { type Cell, cellWords, type Matrix, pairOf } from "../matrix.js";
import { page } from "./page.js";

export function matrixHtml(matrix: Matrix): string {
  const { implementations, artifacts, cells } = matrix;
  const pairs = implementations
    .flatMap((producer) => implementations.map((consumer) => ({ producer, consumer })))
    .filter((pair) => cells.some((cell) => cell.producer === pair.producer && cell.consumer === pair.consumer));
  return page(
    "Keepsake: who reads whose files",
    html`<header><p class="kicker">Keepsake conformance</p><h1>Who reads whose files</h1></header>
<main>
<h2>All files</h2>
${tableMarkup(
  ["Written by ↓, read by →", ...implementations],
  implementations.map((producer) => [
    producer,
    ...implementations.map((consumer) => cellMarkup(pairOf(matrix, producer, consumer))),
  ]),
)}
<h2>By kind of file</h2>
${tableMarkup(
  ["", ...pairs.map(({ producer, consumer }) => `${producer} → ${consumer}`)],
  artifacts.map((artifact) => [
    artifact,
    ...pairs.map(({ producer, consumer }) =>
      cellMarkup(
        cells.find((cell) => cell.artifact === artifact && cell.producer === producer && cell.consumer === consumer),
      ),
    ),
  ]),
)}
<p class="note">In a run of the suite the other side is the reference. A number is how many cases, or readings of a cross run, passed.</p>
</main>`,
  );
}

function tableMarkup(head: readonly string[], rows: readonly (readonly [string, ...SafeHtml[]])[]): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table"><table class="list matrix">
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

function cellMarkup(cell: Omit<Cell, "artifact" | "producer" | "consumer"> | undefined): SafeHtml {
  const words = cellWords(cell);
  const state = words.startsWith("✗") ? "failed" : words.startsWith("✓") ? "passed" : "skipped";
  return words === "" ? html`` : html`<span class="state s-${state}">${words}</span>`;
}
