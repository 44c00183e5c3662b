import { html } from "lit-html";
import type { MakeView } from "./app.js";
import { T } from "./texts.js";
import { createUnlock } from "./unlock.js";

/** Unlocking the vault of this browser. */
export const viewUnlock: MakeView = (app) => {
  const unlock = createUnlock(app, "own", () => app.go("#/"));
  return {
    render: () => html`
      <h1 tabindex="-1">${T.restore.unlock}</h1>
      <p class="lead">${T.home.lockedHint}</p>
      ${unlock.render()}
    `,
  };
};
