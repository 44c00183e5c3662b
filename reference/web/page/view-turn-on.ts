import { html, type TemplateResult } from "lit-html";
import { KeepsakeError } from "../../core/errors.js";
import { BackupEligibility } from "../../core/proto/types.js";
import { secureRandomness } from "../../core/randomness.js";
import { generateRecoveryKey } from "../../core/recovery-key.js";
import type { EnrolledPasskey } from "../../passkey/index.js";
import type { NewKey } from "../engine/contract.js";
import type { MakeView } from "./app.js";
import { createAttempt } from "./attempt.js";
import { deviceField } from "./device-field.js";
import { createDigitsForm } from "./digits-form.js";
import { digitsShown } from "./digits-shown.js";
import { runWaiting } from "./job.js";
import { madePasskey, newPasskey } from "./passkeys.js";
import { canUsePasskeys, deviceName } from "./supports.js";
import { T } from "./texts.js";

type Step = "" | "bound" | "digits" | "check" | "done";

/** Turning on: which key, and for digits that they were written down. */
export const viewTurnOn: MakeView = (app, parts) => {
  let step: Step = "";
  let device = deviceName();
  let passkeys = false;
  let digits = "";
  /** A passkey that was made and is bound to this device, which is not enough alone. */
  let bound: EnrolledPasskey | undefined;
  let knows = false;
  let done = "";
  const attempt = createAttempt(app);
  void canUsePasskeys().then((can) => {
    passkeys = can;
    app.update();
  });

  const create = async (keys: readonly NewKey[], allowDeviceBoundOnly = false) => {
    app.vaults.own = await app.engine.create(keys, { writerName: device.trim(), allowDeviceBoundOnly });
  };
  const finish = (text: string) => {
    done = text;
    digits = "";
    form.clear();
    // What led here is over: going back leads to the start.
    history.replaceState(null, "", "#/turn-on/done");
    step = "done";
    app.show();
  };

  const waiting = [T.turnOn.waiting, T.turnOn.waitingText] as const;
  const createPasskey = () =>
    attempt.run(async () => {
      let made: EnrolledPasskey | undefined;
      const key = (signal: AbortSignal) =>
        newPasskey(device.trim(), signal, (passkey) => {
          made = passkey;
        });
      try {
        await runWaiting(app, waiting, (signal) => create([key(signal)]));
      } catch (error) {
        const isRefused = error instanceof KeepsakeError && error.code === "key.last-slot";
        if (!isRefused || made?.backupEligibility !== BackupEligibility.DEVICE_BOUND) throw error;
        bound = made;
        app.go("#/turn-on/bound");
        return;
      }
      finish(T.turnOn.donePasskey);
    });
  const createBound = () =>
    attempt.run(async () => {
      await runWaiting(app, waiting, (signal) => create([madePasskey(bound!, signal)], true));
      finish(T.turnOn.donePasskey);
    });
  const createDigits = async (typed: string) => {
    const key: NewKey = { kind: "recovery-key", digits: typed, label: T.keys.recoveryKey };
    if (bound === undefined) await create([key]);
    else await runWaiting(app, waiting, (signal) => create([madePasskey(bound!, signal), key]));
    finish(bound === undefined ? T.turnOn.doneDigits : T.turnOn.doneBoth);
  };
  const form = createDigitsForm(app, { button: T.digits.confirmed, expected: () => digits, onDigits: createDigits });

  const start = () => html`
    <h1 tabindex="-1">${T.turnOn.title}</h1>
    <p class="lead">${T.turnOn.lead}</p>
    <div class="card">
      ${deviceField(device, (name) => {
        device = name;
      })}
    </div>
    ${attempt.render()}
    ${
      passkeys
        ? html`<div class="card">
            <p>${T.turnOn.passkeyText}</p>
            <div class="buttons"><button class="button primary" @click=${createPasskey}>${T.turnOn.passkey}</button></div>
          </div>`
        : html`<p class="notice careful">${T.turnOn.noPasskeys}</p>`
    }
    <div class="card">
      <p>${T.turnOn.digitsText}</p>
      <div class="buttons">
        <a class="button ${passkeys ? "" : "primary"}" href="#/turn-on/digits">${T.turnOn.digits}</a>
      </div>
    </div>
  `;
  const boundOnly = () => html`
    <h1 tabindex="-1">${T.turnOn.boundTitle}</h1>
    <p class="notice careful">${T.turnOn.boundText}</p>
    ${attempt.render()}
    <div class="card">
      <div class="buttons"><a class="button primary" href="#/turn-on/digits">${T.turnOn.boundAdd}</a></div>
      <label class="choice">
        <input
          type="checkbox"
          .checked=${knows}
          @change=${(event: Event) => {
            knows = (event.target as HTMLInputElement).checked;
            app.update();
          }}
        />
        ${T.turnOn.boundKnow}
      </label>
      <div class="buttons">
        <button class="button" ?disabled=${!knows} @click=${createBound}>${T.turnOn.boundAlone}</button>
      </div>
    </div>
  `;
  const show = () => html`
    <h1 tabindex="-1">${T.digits.title}</h1>
    <p class="lead">${T.digits.lead}</p>
    <div class="card">${digitsShown(app, digits)}</div>
    <div class="buttons"><a class="button primary" href="#/turn-on/check">${T.digits.wrote}</a></div>
  `;
  const check = () => html`
    <h1 tabindex="-1">${T.digits.confirmTitle}</h1>
    <p class="lead">${T.digits.confirmLead}</p>
    <div class="card">${form.render()}</div>
    <div class="buttons"><a class="button plain" href="#/turn-on/digits">${T.digits.again}</a></div>
  `;
  const finished = () => html`
    <img class="hero" src="./lock.svg" alt="" />
    <h1 tabindex="-1">${T.turnOn.doneTitle}</h1>
    <p class="lead">${done}</p>
    <div class="buttons">
      <a class="button primary" href="#/back-up">${T.turnOn.next}</a>
      <a class="button" href="#/">${T.turnOn.later}</a>
    </div>
  `;
  const steps: Record<Step, () => TemplateResult> = {
    "": start,
    bound: boundOnly,
    digits: show,
    check,
    done: finished,
  };

  const at = ([wanted = ""]: readonly string[]) => {
    step = Object.hasOwn(steps, wanted) ? (wanted as Step) : "";
    if (step === "digits" && digits === "") digits = generateRecoveryKey(secureRandomness);
    // A page that was loaded again knows nothing of what was done before.
    const isLost = (step === "check" && digits === "") || (step === "bound" && bound === undefined);
    if (isLost || (step === "done" && done === "")) step = "";
    attempt.clear();
  };
  at(parts);
  return {
    at,
    get back() {
      return { "": "#/", bound: "#/turn-on", digits: "#/turn-on", check: "#/turn-on/digits", done: "#/" }[step];
    },
    leave() {
      digits = "";
      form.clear();
    },
    render: () => (app.vaults.own.state === "none" || step === "done" ? steps[step]() : already()),
  };
};

const already = () => html`
  <h1 tabindex="-1">${T.turnOn.doneTitle}</h1>
  <div class="buttons"><a class="button primary" href="#/">${T.goOn}</a></div>
`;
