import { html, nothing } from "lit-html";
import type { View } from "./app.js";
import { type Missing, namedAddress } from "./supports.js";
import { T } from "./texts.js";

/** Why nothing works here. Without anything missing: what shows until that is known and the vault is opened. */
export function viewMissing(missing: Missing | undefined): View {
  if (missing === undefined) return { render: () => html`<h1 tabindex="-1">${T.loading}</h1>` };
  const why = missing === "secure" ? T.needs.secure(namedAddress()) : T.needs[missing];
  return {
    render: () => html`
      <h1 tabindex="-1">${T.needs.title}</h1>
      <div class="notice bad" role="alert">
        <p>${why}</p>
        ${missing === "secure" ? html`<p><a href=${namedAddress()}>${namedAddress()}</a></p>` : nothing}
      </div>
    `,
  };
}
