import { html, nothing, type TemplateResult } from "lit-html";
import { parseRecoveryKey, ROW_DIGITS, ROWS } from "../../core/recovery-key.js";
import type { App } from "./app.js";
import { createAttempt } from "./attempt.js";
import { digitsIn, fillRows, rowState } from "./digit-rows.js";
import { T } from "./texts.js";

export interface DigitsForm {
  render(): TemplateResult;
  /** Overwrites what was typed. */
  clear(): void;
}

interface Options {
  /** What the button says. */
  readonly button: string;
  /** The key that is typed back. Absent: any right one. */
  readonly expected?: () => string | undefined;
  /** Gets 64 digits. What it throws is shown. */
  readonly onDigits: (digits: string) => Promise<void>;
  /** Tells rows of several forms in one page apart. */
  readonly id?: string;
}

/** Eight rows to type a recovery key into. A wrong row is named as soon as it is full. */
export function createDigitsForm(app: App, { button, expected, onDigits, id = "row" }: Options): DigitsForm {
  let rows = Array<string>(ROWS).fill("");
  /** Rows of which more is said: all, once the button was pressed. */
  let pressed = false;
  const attempt = createAttempt(app);

  const input = (row: number) => document.getElementById(`${id}-${row}`) as HTMLInputElement | null;
  const state = (row: number) => rowState(row, rows[row - 1]!, expected?.());

  const changed = (row: number, text: string) => {
    attempt.clear();
    if (digitsIn(text).length > ROW_DIGITS) rows = fillRows(rows, row - 1, text);
    else rows[row - 1] = text;
    app.update();
    const now = state(row);
    if (now.kind === "wrong") app.announce(now.why);
    if (now.kind !== "right") return;
    const next = rows.findIndex((text, i) => i >= row && digitsIn(text).length < ROW_DIGITS);
    const target = next === -1 ? document.getElementById(`${id}-done`) : input(next + 1);
    target?.focus();
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    pressed = true;
    await attempt.run(async () => {
      const first = rows.findIndex((_, i) => state(i + 1).kind !== "right");
      if (first !== -1) {
        app.announce(why(first + 1) ?? "");
        input(first + 1)?.focus();
        return;
      }
      await onDigits(parseRecoveryKey(rows.join(" ")));
    });
  };

  const why = (row: number): string | undefined => {
    const now = state(row);
    if (now.kind === "wrong") return now.why;
    if (now.kind === "right" || !pressed) return undefined;
    return T.digits.short(row, digitsIn(rows[row - 1]!).length);
  };

  const renderRow = (row: number) => {
    const problem = why(row);
    return html`<div class="one">
      <label for="${id}-${row}">${T.digits.row(row)}</label>
      <input
        id="${id}-${row}"
        .value=${rows[row - 1]!}
        inputmode="numeric"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-invalid=${problem === undefined ? "false" : "true"}
        aria-describedby="${id}-${row}-why"
        @input=${(event: Event) => changed(row, (event.target as HTMLInputElement).value)}
      />
      <span class="right">${state(row).kind === "right" ? html`✓<span class="unseen">${T.digits.right}</span>` : nothing}</span>
      <p id="${id}-${row}-why">${problem ?? nothing}</p>
    </div>`;
  };

  return {
    clear() {
      rows = Array<string>(ROWS).fill("");
      pressed = false;
      attempt.clear();
    },
    render: () => html`
      <form class="typed" @submit=${submit} novalidate>
        ${rows.map((_, i) => renderRow(i + 1))}
        ${attempt.render()}
        <div class="buttons"><button id="${id}-done" class="button primary">${button}</button></div>
      </form>
    `,
  };
}
