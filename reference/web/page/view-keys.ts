import { html, nothing, type TemplateResult } from "lit-html";
import { BackupEligibility } from "../../core/proto/types.js";
import { secureRandomness } from "../../core/randomness.js";
import { generateRecoveryKey } from "../../core/recovery-key.js";
import type { NewKey, SlotView } from "../engine/contract.js";
import type { App, MakeView } from "./app.js";
import { asWriter } from "./as-writer.js";
import { createAttempt } from "./attempt.js";
import { createDigitsForm } from "./digits-form.js";
import { digitsShown } from "./digits-shown.js";
import { runWaiting } from "./job.js";
import { createKeyRemoval, slotName } from "./key-removal.js";
import { newPasskey } from "./passkeys.js";
import { canUsePasskeys, deviceName } from "./supports.js";
import { T } from "./texts.js";
import { time } from "./words.js";

/** `#/keys`, `#/keys/digits` to add digits, `#/keys/remove/<slot>` and `#/keys/replace/<slot>`. */
export const viewKeys: MakeView = (app, parts) => {
  let passkeys = false;
  let digits = "";
  let isChecking = false;
  let removal: ReturnType<typeof createKeyRemoval> | undefined;
  let step = "";
  const attempt = createAttempt(app);
  void canUsePasskeys().then((can) => {
    passkeys = can;
    app.update();
  });

  const added = () => {
    app.flash = T.keys.added;
    app.go("#/keys");
  };
  const add = async (key: NewKey, takeOver: boolean) => {
    app.vaults.own = await app.engine.addKey(key, { takeOver });
  };
  const addPasskey = () =>
    attempt.run(async () => {
      const waiting = [T.turnOn.waiting, T.turnOn.waitingText] as const;
      await asWriter(app, (takeOver) =>
        runWaiting(app, waiting, (signal) => add(newPasskey(deviceName(), signal), takeOver)),
      );
      added();
    });
  const form = createDigitsForm(app, {
    button: T.keys.addDigits,
    expected: () => digits,
    async onDigits(typed) {
      const key: NewKey = { kind: "recovery-key", digits: typed, label: T.keys.recoveryKey };
      await asWriter(app, (takeOver) => add(key, takeOver));
      added();
    },
  });

  const list = (slots: readonly SlotView[]) => html`
    <h1 tabindex="-1">${T.keys.title}</h1>
    <p class="lead">${T.keys.lead}</p>
    ${attempt.render()}
    <ul class="card flush rows">
      ${slots.map((slot) => slotEntry(slot))}
    </ul>
    <div class="buttons">
      ${passkeys ? html`<button class="button" @click=${addPasskey}>${T.keys.addPasskey}</button>` : nothing}
      <a class="button" href="#/keys/digits">${T.keys.addDigits}</a>
    </div>
  `;
  const newDigits = () => html`
    <h1 tabindex="-1">${isChecking ? T.digits.confirmTitle : T.digits.title}</h1>
    <p class="lead">${isChecking ? T.digits.confirmLead : T.digits.lead}</p>
    <div class="card">${isChecking ? form.render() : digitsShown(app, digits)}</div>
    <div class="buttons">
      <button
        class="button ${isChecking ? "plain" : "primary"}"
        @click=${() => {
          isChecking = !isChecking;
          app.show();
        }}
      >
        ${isChecking ? T.digits.again : T.digits.wrote}
      </button>
    </div>
  `;

  const at = ([wanted = "", slotId = ""]: readonly string[]) => {
    step = wanted;
    attempt.clear();
    form.clear();
    removal = undefined;
    isChecking = false;
    digits = step === "digits" ? generateRecoveryKey(secureRandomness) : "";
    const { own } = app.vaults;
    const slot = own.state === "open" ? own.slots.find((one) => one.slotId === slotId) : undefined;
    if ((step === "remove" || step === "replace") && slot !== undefined) {
      removal = createKeyRemoval(app, slot, step === "replace");
    } else if (step !== "digits") step = "";
  };
  at(parts);
  return {
    at,
    get back() {
      return step === "" ? "#/" : "#/keys";
    },
    leave() {
      digits = "";
      form.clear();
    },
    render() {
      const { own } = app.vaults;
      if (own.state !== "open") return closed(app);
      if (removal !== undefined) return removal.render(own.slots, passkeys);
      return step === "digits" ? newDigits() : list(own.slots);
    },
  };
};

const closed = (app: App) => html`
  <h1 tabindex="-1">${T.keys.title}</h1>
  <p class="lead">${app.vaults.own.state === "locked" ? T.home.locked : T.backUp.first}</p>
  <div class="buttons">
    <a class="button primary" href=${app.vaults.own.state === "locked" ? "#/unlock" : "#/turn-on"}>${T.goOn}</a>
  </div>
`;

function slotEntry(slot: SlotView): TemplateResult {
  const { slotId, kind, createdAtMs, rpId, backupEligibility, isOpener } = slot;
  const facts = [T.keys.made(time(createdAtMs))];
  if (kind === "passkey") {
    if (rpId !== undefined) facts.push(T.keys.site(rpId));
    if (backupEligibility === BackupEligibility.DEVICE_BOUND) facts.push(T.keys.bound);
    if (backupEligibility === BackupEligibility.ELIGIBLE) facts.push(T.keys.synced);
  }
  const name = slotName(slot);
  return html`<li class="entry">
    <p>
      <b><bdi>${name}</bdi></b> ${isOpener ? html`<span class="tag">${T.keys.opener}</span>` : nothing}<br />
      <small>${facts.join(", ")}</small>
    </p>
    <div class="buttons">
      <a class="button small" href="#/keys/replace/${slotId}" aria-label="${T.keys.replaceTitle(name)}">${T.keys.replace}</a>
      <a class="button small" href="#/keys/remove/${slotId}" aria-label="${T.keys.removeTitle(name)}">${T.keys.remove}</a>
    </div>
  </li>`;
}
