import { html, type TemplateResult } from "lit-html";
import { T } from "./texts.js";

/** Asks how the person calls this device. */
export const deviceField = (device: string, onInput: (device: string) => void): TemplateResult => html`
  <div class="field">
    <label for="device">${T.turnOn.device}</label>
    <input
      id="device"
      .value=${device}
      maxlength="60"
      autocomplete="off"
      dir="auto"
      aria-describedby="device-hint"
      @input=${({ target }: Event) => onInput((target as HTMLInputElement).value)}
    />
    <small id="device-hint">${T.turnOn.deviceHint}</small>
  </div>
`;
