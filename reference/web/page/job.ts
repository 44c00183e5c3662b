import { html, nothing } from "lit-html";
import type { Progress } from "../../core/progress.js";
import type { Work } from "../engine/contract.js";
import type { App } from "./app.js";
import { T } from "./texts.js";
import { bytes, duration } from "./words.js";

/** Least time between two drawings. */
const DRAW_MS = 200;
/** Before that a rate says little. */
const RATE_MS = 1500;
/** How often a screen reader hears of the progress, in percent. */
const SPOKEN = 20;

/** Runs something long in a dialog with its progress and a button that cancels it; the work rejects then. */
export async function runJob<T>(app: App, title: string, work: (work: Work) => Promise<T>): Promise<T> {
  const started = performance.now();
  let progress: Progress | undefined;
  let drawn = 0;
  let phase = "";
  let phaseStarted = started;
  const cancel = () => void app.engine.cancel();

  const render = () => {
    const { bytesDone = 0, bytesTotal, name = "" } = progress ?? {};
    const share = bytesTotal ? Math.min(1, bytesDone / bytesTotal) : undefined;
    const elapsed = performance.now() - phaseStarted;
    const rate = elapsed < RATE_MS || bytesDone === 0 ? undefined : (bytesDone / elapsed) * 1000;
    const left =
      rate === undefined || bytesTotal === undefined ? undefined : Math.max(0, bytesTotal - bytesDone) / rate;
    const spoken = share === undefined ? "" : T.progress.percent(Math.floor((share * 100) / SPOKEN) * SPOKEN);
    const total = bytesTotal === undefined ? undefined : bytes(Math.max(bytesTotal, bytesDone));
    return html`
      <h2 id="dialog-title" tabindex="-1">${title}</h2>
      <progress aria-label=${title} max="1" .value=${share ?? 0}></progress>
      <p class="figures">
        <span>${bytesDone === 0 ? "…" : T.progress.bytes(bytes(bytesDone), total)}</span>
        <span>${rate === undefined ? nothing : T.progress.rate(bytes(Math.round(rate)))}</span>
        <span>${left === undefined ? nothing : T.progress.left(duration(left * 1000))}</span>
      </p>
      <p><small>${progress === undefined ? nothing : `${T.progress[progress.phase]} `}<bdi>${name}</bdi></small></p>
      <p class="unseen" role="status">${spoken}</p>
      <div class="buttons"><button class="button" @click=${cancel}>${T.cancel}</button></div>
    `;
  };

  const onProgress = (now: Progress) => {
    progress = now;
    const at = performance.now();
    if (now.phase !== phase) {
      phase = now.phase;
      phaseStarted = at;
    }
    if (at - drawn < DRAW_MS) return;
    drawn = at;
    app.update();
  };
  return withDialog(app, { render, onEscape: cancel }, () => work({ onProgress }));
}

/** Runs what waits for the person, such as a dialog of the browser. The signal is the button that cancels it. */
export async function runWaiting<T>(
  app: App,
  [title, text]: readonly [title: string, text: string],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const cancel = () => abort.abort();
  const render = () => html`
    <h2 id="dialog-title" tabindex="-1">${title}</h2>
    <p>${text}</p>
    <div class="buttons"><button class="button" @click=${cancel}>${T.cancel}</button></div>
  `;
  return withDialog(app, { render, onEscape: cancel }, () => work(abort.signal));
}

async function withDialog<T>(app: App, dialog: NonNullable<App["dialog"]>, work: () => Promise<T>): Promise<T> {
  app.isBusy = true;
  app.dialog = dialog;
  app.update();
  try {
    return await work();
  } finally {
    app.isBusy = false;
    app.dialog = undefined;
    app.update();
  }
}
