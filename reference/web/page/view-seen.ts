import { html, nothing } from "lit-html";
import type { SeenView, Which } from "../engine/contract.js";
import type { MakeView } from "./app.js";
import { createAttempt } from "./attempt.js";
import { fact, number } from "./facts.js";
import { T } from "./texts.js";
import { bytes } from "./words.js";

/** Rows of the table of sizes. The largest tell most. */
const MOST_SIZES = 12;

/** What whoever stores the file sees. No key is needed for it. */
export const viewSeen: MakeView = (app, [which = "own"]) => {
  const attempt = createAttempt(app);
  const from: Which = which === "opened" ? "opened" : "own";
  let seen: SeenView | undefined;
  void attempt.run(async () => {
    seen = await app.engine.seen(from);
    app.update();
  });
  return {
    render: () => html`
      <h1 tabindex="-1">${T.seen.title}</h1>
      <p class="lead">${T.seen.lead}</p>
      ${attempt.render()} ${seen === undefined ? nothing : facts(seen)}
    `,
  };
};

function facts({ vaultId, files, bytes: size, epochs, slots, snapshots, objects }: SeenView) {
  const shown = objects.toSorted((a, b) => b.size - a.size).slice(0, MOST_SIZES);
  const rest = objects.reduce((sum, { count }) => sum + count, 0) - shown.reduce((sum, { count }) => sum + count, 0);
  return html`
    <section class="card">
      <dl class="facts">
        ${fact(T.seen.files, number(files))} ${fact(T.seen.bytes, bytes(size))}
        ${fact(T.seen.backups, number(snapshots))} ${fact(T.seen.epochs, number(Math.max(0, epochs - 1)))}
        ${fact(T.seen.slots, slots.map(({ kind, rpId }) => T.seen.slotAt(T.seen.slot[kind], rpId)).join(", "), true)}
        ${fact(T.seen.vaultId, html`<span class="mono">${vaultId}</span>`, true)}
      </dl>
    </section>
    ${
      shown.length === 0
        ? nothing
        : html`<section class="card" aria-labelledby="sizes">
            <h2 id="sizes">${T.seen.sizes}</h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">${T.seen.size}</th>
                  <th scope="col">${T.seen.number}</th>
                </tr>
              </thead>
              <tbody>
                ${shown.map(({ size, count }) => html`<tr><td>${bytes(size)}</td><td>${number(count)}</td></tr>`)}
              </tbody>
            </table>
            ${rest > 0 ? html`<p><small>${T.seen.rest(rest)}</small></p>` : nothing}
          </section>`
    }
  `;
}
