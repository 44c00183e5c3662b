import { html, nothing, type TemplateResult } from "lit-html";
import type { Key, Which } from "../engine/contract.js";
import type { App } from "./app.js";
import { createAttempt } from "./attempt.js";
import { createDigitsForm } from "./digits-form.js";
import { runWaiting } from "./job.js";
import { isOwnPasskey, passkeyKey } from "./passkeys.js";
import { T } from "./texts.js";

/** What opens a vault: its passkeys that work here, and its 64 digits. */
export function createUnlock(app: App, which: Which, onOpen: () => void): { render(): TemplateResult } {
  let showDigits = false;
  const attempt = createAttempt(app);
  const open = async (key: Key) => {
    app.vaults[which] = await app.engine.unlock(which, key);
    form.clear();
    onOpen();
  };
  const form = createDigitsForm(app, {
    button: T.unlock.title,
    onDigits: (digits) => open({ kind: "recovery-key", digits }),
  });
  const withPasskey = () =>
    attempt.run(() => runWaiting(app, [T.unlock.waiting, T.unlock.waitingText], (signal) => open(passkeyKey(signal))));

  return {
    render() {
      const vault = app.vaults[which];
      if (vault.state === "none") return html``;
      const passkeys = vault.slots.filter(({ kind }) => kind === "passkey");
      const own = passkeys.filter(isOwnPasskey);
      const others = [...new Set(passkeys.filter((slot) => !isOwnPasskey(slot)).map(({ rpId }) => rpId ?? "?"))];
      const hasDigits = vault.slots.some(({ kind }) => kind === "recovery-key");
      const digits = hasDigits && (showDigits || own.length === 0);
      return html`
        ${attempt.render()}
        ${own.length === 0 && others.length > 0 ? html`<p class="notice careful">${T.unlock.elsewhere(others.join(", "))}</p>` : nothing}
        ${own.length === 0 && !hasDigits ? html`<p class="notice bad">${T.unlock.nothing}</p>` : nothing}
        ${
          own.length > 0
            ? html`<div class="buttons">
                <button class="button primary" @click=${withPasskey}>${T.unlock.passkey}</button>
                ${
                  hasDigits && !digits
                    ? html`<button
                        class="button"
                        @click=${() => {
                          showDigits = true;
                          attempt.clear();
                          app.update();
                          document.getElementById("row-1")?.focus();
                        }}
                      >
                        ${T.unlock.digits}
                      </button>`
                    : nothing
                }
              </div>`
            : nothing
        }
        ${
          digits
            ? html`<section class="card" aria-labelledby="digits-title">
                <h2 id="digits-title">${T.digits.enterTitle}</h2>
                <p class="lead">${T.digits.enterLead}</p>
                ${form.render()}
              </section>`
            : nothing
        }
      `;
    },
  };
}
