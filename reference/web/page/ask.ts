import { html, type TemplateResult } from "lit-html";
import type { App } from "./app.js";
import { T } from "./texts.js";

/** Asks before something is done that cannot be undone. */
export function confirmed(
  app: App,
  { title, text, button }: { title: string; text: readonly string[]; button: string },
): Promise<boolean> {
  return choose<boolean>(
    app,
    title,
    (answer) => html`
    ${text.map((sentence) => html`<p>${sentence}</p>`)}
    <div class="buttons">
      <button class="button" @click=${() => answer(false)}>${T.cancel}</button>
      <button class="button danger" @click=${() => answer(true)}>${button}</button>
    </div>
  `,
  ).then((yes) => yes === true);
}

/** Shows a dialog until it is answered. @returns undefined if it was closed instead */
export function choose<T>(
  app: App,
  title: string,
  content: (answer: (value: T | undefined) => void) => TemplateResult,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const answer = (value: T | undefined) => {
      app.dialog = undefined;
      app.update();
      resolve(value);
    };
    app.dialog = {
      render: () => html`<h2 id="dialog-title" tabindex="-1">${title}</h2>${content(answer)}`,
      onEscape: () => answer(undefined),
    };
    app.update();
  });
}
