import { html, nothing, type TemplateResult } from "lit-html";
import { KeepsakeError } from "../../core/errors.js";
import type { ImportOptions } from "../../import/index.js";
import { T } from "./texts.js";

/** What only the person can tell about an export. */
export interface Question {
  readonly option: "me" | "dateOrder" | "chatName";
  readonly title: string;
  readonly text: string;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
  /** Whether something else may be typed. */
  readonly isOpen: boolean;
}

const OPTIONS = ["me", "dateOrder", "chatName"] as const;

/** The question that would settle why an import failed; undefined if none would. */
export function questionOf(error: unknown): Question | undefined {
  if (!(error instanceof KeepsakeError)) return undefined;
  const option = OPTIONS.find((name) => name === error.details.option);
  if (option === undefined) return undefined;
  const values = Array.isArray(error.details.choices) ? error.details.choices.map(String) : [];
  if (option === "dateOrder") {
    const { date, readings } = error.details as { date?: unknown; readings?: readonly string[] };
    const text = (value: string, i: number) => [readings?.[i], T.backUp.orders[value]].filter(Boolean).join(" – ");
    return {
      option,
      title: date === undefined ? T.backUp.orderOne : T.backUp.order(String(date)),
      text: date === undefined ? "" : T.backUp.orderText,
      choices: values.map((value, i) => ({ value, text: text(value, i) })),
      isOpen: false,
    };
  }
  const choices = values.map((value) => ({ value, text: value }));
  if (option === "me") return { option, title: T.backUp.me, text: T.backUp.meText, choices, isOpen: true };
  return { option, title: T.backUp.chatName, text: error.message, choices, isOpen: true };
}

/** A form for the question. @param onAnswer - gets the option to import with */
export function renderQuestion(question: Question, onAnswer: (options: ImportOptions) => void): TemplateResult {
  const { option, title, text, choices, isOpen } = question;
  const submit = (event: Event) => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const other = String(data.get("other") ?? "").trim();
    const answer = other === "" ? String(data.get("choice") ?? "") : other;
    if (answer !== "") onAnswer({ [option]: answer } as ImportOptions);
  };
  return html`
    <form class="card" id="question" @submit=${submit}>
      <fieldset>
        <legend>${title}</legend>
        ${text === "" ? nothing : html`<p class="lead">${text}</p>`}
        ${choices.map(
          ({ value, text }) =>
            html`<label class="choice"><input type="radio" name="choice" value=${value} ?required=${!isOpen} /><bdi>${text}</bdi></label>`,
        )}
        ${
          isOpen
            ? html`<div class="field">
                <label for="other">${choices.length > 0 ? T.backUp.meOther : title}</label>
                <input id="other" name="other" autocomplete="off" dir="auto" />
              </div>`
            : nothing
        }
      </fieldset>
      <div class="buttons"><button class="button primary">${T.goOn}</button></div>
    </form>
  `;
}
