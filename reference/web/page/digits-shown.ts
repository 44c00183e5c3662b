import { html, type TemplateResult } from "lit-html";
import { formatRecoveryKey } from "../../core/recovery-key.js";
import type { App } from "./app.js";
import { saveText } from "./targets.js";
import { T } from "./texts.js";
import { day } from "./words.js";

/** A recovery key, with what a person can do to keep it. */
export function digitsShown(app: App, digits: string): TemplateResult {
  const rows = formatRecoveryKey(digits);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(rows.join("\n"));
      app.say(T.digits.copied);
    } catch {
      app.say(T.digits.copyFailed);
    }
  };
  const save = () => {
    saveText(T.digits.fileName, T.digits.file(rows, day(Date.now())));
    app.say(T.digits.saved);
  };
  return html`
    <ol class="key" aria-label=${T.digits.title}>
      ${rows.map((row, i) => html`<li><small aria-hidden="true">${i + 1}</small><span>${row}</span></li>`)}
    </ol>
    <div class="buttons">
      <button class="button small" @click=${copy}>${T.digits.copy}</button>
      <button class="button small" @click=${() => print()}>${T.digits.print}</button>
      <button class="button small" @click=${save}>${T.digits.save}</button>
    </div>
  `;
}
