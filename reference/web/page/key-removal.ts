import { html, nothing, type TemplateResult } from "lit-html";
import { KeepsakeError } from "../../core/errors.js";
import { secureRandomness } from "../../core/randomness.js";
import { generateRecoveryKey } from "../../core/recovery-key.js";
import { passkeyFailure } from "../../passkey/index.js";
import type { Key, NewKey, SlotView } from "../engine/contract.js";
import type { App } from "./app.js";
import { asWriter } from "./as-writer.js";
import { createAttempt } from "./attempt.js";
import { createDigitsForm, type DigitsForm } from "./digits-form.js";
import { digitsShown } from "./digits-shown.js";
import { runWaiting } from "./job.js";
import { isOwnPasskey, newPasskey, passkeyKey } from "./passkeys.js";
import { deviceName } from "./supports.js";
import { T } from "./texts.js";

/** How the owner knows a slot. */
export function slotName({ kind, label }: Pick<SlotView, "kind" | "label">): string {
  if (label !== "") return label;
  return kind === "passkey" ? T.keys.passkey : kind === "recovery-key" ? T.keys.recoveryKey : T.keys.unknown;
}

type Replacement = "" | "passkey" | "digits";

/**
 * Takes a key away by a rotation, and puts another in its place if asked. Every other key is kept, for which it is
 * needed now, or let go by name.
 */
export function createKeyRemoval(app: App, slot: SlotView, isReplacing: boolean) {
  const attempt = createAttempt(app);
  /** Other slots that are let go. */
  const dropped = new Set<string>();
  /** Digits of other slots, as they were typed. */
  const typed = new Map<string, string>();
  const forms = new Map<string, DigitsForm>();
  let replacement: Replacement = "";
  let digits = "";
  let isChecked = false;
  const newForm = createDigitsForm(app, {
    button: T.goOn,
    id: "new",
    expected: () => digits,
    async onDigits() {
      isChecked = true;
      app.show();
      document.getElementById("change")?.focus();
    },
  });

  const canKeep = (other: SlotView) =>
    other.kind === "recovery-key" || (other.kind === "passkey" && isOwnPasskey(other));
  const formOf = ({ slotId }: SlotView): DigitsForm => {
    const known = forms.get(slotId);
    if (known !== undefined) return known;
    const form = createDigitsForm(app, {
      button: T.goOn,
      id: `kept-${slotId}`,
      async onDigits(text) {
        typed.set(slotId, text);
        form.clear();
        app.show();
        document.getElementById("change")?.focus();
      },
    });
    forms.set(slotId, form);
    return form;
  };

  const rotate = (kept: readonly SlotView[], passkeys: boolean, takeOver: boolean) =>
    runWaiting(app, [T.keys.job, T.unlock.waitingText], (signal) => {
      const present = kept.map(
        ({ slotId, kind }): Key =>
          kind === "passkey" ? passkeyKey(signal) : { kind: "recovery-key", digits: typed.get(slotId)! },
      );
      const add = isReplacing ? [newKey(passkeys, signal)] : [];
      // What is let go is named; anything else that would go stops it.
      return app.engine.rotate({ remove: [slot.slotId, ...dropped], add, present, dropOthers: false, takeOver });
    });
  const change = (others: readonly SlotView[], passkeys: boolean) =>
    attempt.run(async () => {
      const kept = others.filter(({ slotId }) => !dropped.has(slotId));
      const { view } = await asWriter(app, (takeOver) => rotate(kept, passkeys, takeOver)).catch((error) => {
        // It may be the digits that are wrong: they are asked for again, unless a passkey or the person stopped it.
        if (error instanceof KeepsakeError && passkeyFailure(error) === undefined) typed.clear();
        throw error;
      });
      app.vaults.own = view;
      const names = others.filter(({ slotId }) => dropped.has(slotId)).map(slotName);
      app.flash = names.length === 0 ? T.keys.removed : `${T.keys.removed} ${T.keys.dropped(names.join(", "))}`;
      app.go("#/keys");
    });
  const newKey = (passkeys: boolean, signal: AbortSignal): NewKey =>
    chosen(passkeys) === "passkey"
      ? newPasskey(deviceName(), signal)
      : { kind: "recovery-key", digits, label: T.keys.recoveryKey };
  const chosen = (passkeys: boolean): Replacement =>
    replacement || (passkeys && slot.kind === "passkey" ? "passkey" : "digits");

  const other = (one: SlotView): TemplateResult => {
    const { slotId, kind } = one;
    const isDropped = dropped.has(slotId);
    const set = (drop: boolean) => () => {
      if (drop) dropped.add(slotId);
      else dropped.delete(slotId);
      app.update();
    };
    const radio = (drop: boolean, text: string) => html`<label class="choice">
      <input type="radio" name=${slotId} .checked=${isDropped === drop} @change=${set(drop)} />${text}
    </label>`;
    return html`<li class="entry">
      <fieldset>
        <legend><bdi>${slotName(one)}</bdi></legend>
        ${canKeep(one) ? radio(false, kind === "passkey" ? T.keys.keep : T.keys.keepDigits) : nothing}
        ${radio(true, T.keys.drop)}
      </fieldset>
      ${
        kind !== "recovery-key" || isDropped
          ? nothing
          : typed.has(slotId)
            ? html`<p class="notice">${T.keys.typed}</p>`
            : formOf(one).render()
      }
    </li>`;
  };

  const with_ = (passkeys: boolean) => {
    const now = chosen(passkeys);
    if (now === "digits" && digits === "") digits = generateRecoveryKey(secureRandomness);
    const radio = (value: Replacement, text: string) => html`<label class="choice">
      <input
        type="radio"
        name="with"
        .checked=${now === value}
        @change=${() => {
          replacement = value;
          app.update();
        }}
      />${text}
    </label>`;
    return html`<section class="card">
      <fieldset>
        <legend>${T.keys.with}</legend>
        ${passkeys ? radio("passkey", T.keys.withPasskey) : nothing} ${radio("digits", T.keys.withDigits)}
      </fieldset>
      ${
        now === "passkey"
          ? nothing
          : isChecked
            ? html`<p class="notice">${T.keys.typed}</p>`
            : html`<p>${T.digits.lead}</p>
                ${digitsShown(app, digits)}
                <h2>${T.digits.confirmTitle}</h2>
                ${newForm.render()}`
      }
    </section>`;
  };

  return {
    render(slots: readonly SlotView[], passkeys: boolean): TemplateResult {
      const others = slots.filter(({ slotId }) => slotId !== slot.slotId);
      for (const one of others) if (!canKeep(one)) dropped.add(one.slotId);
      const kept = others.filter(({ slotId }) => !dropped.has(slotId));
      const isReady =
        kept.every(({ slotId, kind }) => kind === "passkey" || typed.has(slotId)) &&
        (isReplacing ? chosen(passkeys) === "passkey" || isChecked : kept.length > 0);
      const name = slotName(slot);
      return html`
        <h1 tabindex="-1">${isReplacing ? T.keys.replaceTitle(name) : T.keys.removeTitle(name)}</h1>
        <p class="lead">${T.keys.rotation}</p>
        ${attempt.render()} ${isReplacing ? with_(passkeys) : nothing}
        ${
          others.length === 0
            ? nothing
            : html`<section class="card flush" aria-labelledby="others">
                <h2 id="others" class="entry">${T.keys.others}</h2>
                <ul class="rows">
                  ${others.map(other)}
                </ul>
              </section>`
        }
        ${!isReplacing && kept.length === 0 ? html`<p class="notice careful">${T.keys.none}</p>` : nothing}
        <div class="buttons">
          <button id="change" class="button danger" ?disabled=${!isReady} @click=${() => change(others, passkeys)}>
            ${isReplacing ? T.keys.replace : T.keys.remove}
          </button>
          <a class="button" href="#/keys">${T.cancel}</a>
        </div>
      `;
    },
  };
}
