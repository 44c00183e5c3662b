import { html, nothing } from "lit-html";
import type { LockedView, OpenView } from "../engine/contract.js";
import type { App, MakeView } from "./app.js";
import { confirmed } from "./ask.js";
import { type Attempt, createAttempt } from "./attempt.js";
import { errorNotice } from "./explain.js";
import { totalsList } from "./facts.js";
import { openOwn } from "./open-own.js";
import { saveBackupFile } from "./saving.js";
import { T } from "./texts.js";
import { time } from "./words.js";

/** The first view: what there is, and what can be done with it. */
export const viewHome: MakeView = (app) => {
  const attempt = createAttempt(app);
  return {
    render() {
      const { own } = app.vaults;
      if (app.trouble !== undefined) return troubled(app);
      if (own.state === "none") return off();
      return own.state === "locked" ? locked(app, attempt, own) : open(app, attempt, own);
    },
  };
};

const troubled = (app: App) => html`
  <h1 tabindex="-1">${T.home.title}</h1>
  ${errorNotice(app.trouble)}
  <div class="buttons">
    <button class="button primary" @click=${() => openOwn(app).then(app.show)}>${T.home.again}</button>
    <a class="button" href="#/restore">${T.home.restore}</a>
  </div>
`;

const off = () => html`
  <img class="hero" src="./lock.svg" alt="" />
  <h1 tabindex="-1">${T.home.title}</h1>
  <p class="lead">${T.home.lead}</p>
  <ul class="card points">
    ${T.home.points.map((point) => html`<li>${point}</li>`)}
  </ul>
  <div class="buttons">
    <a class="button primary" href="#/turn-on">${T.home.turnOn}</a>
    <a class="button" href="#/restore">${T.home.restore}</a>
  </div>
`;

const locked = (app: App, attempt: Attempt, own: LockedView) => html`
  <h1 tabindex="-1">${T.home.title}</h1>
  ${attempt.render()}
  <div class="card">
    <p><b>${T.home.locked}</b> ${T.home.lockedHint}</p>
    <div class="buttons"><a class="button primary" href="#/unlock">${T.home.unlock}</a></div>
  </div>
  <ul class="card flush rows menu">
    ${link("#/seen/own", T.home.seen, T.home.seenHint)} ${link("#/restore", T.home.restore, "")}
    ${action(() => remove(app, attempt, own), T.home.remove, T.home.removeHint, true)}
  </ul>
`;

function open(app: App, attempt: Attempt, own: OpenView) {
  const [newest] = own.backups;
  const save = () =>
    attempt.run(async () => {
      app.say(await saveBackupFile(app, "own"));
    });
  const lock = () =>
    attempt.run(async () => {
      await app.engine.lock("own");
      app.vaults.own = await app.engine.view("own");
      app.show();
    });
  return html`
    <h1 tabindex="-1">${T.home.title} <span class="tag">${T.home.isOn}</span></h1>
    ${attempt.render()}
    ${
      own.readOnly === undefined
        ? nothing
        : html`<p class="notice careful"><span><b>${T.home.readOnly}</b> ${own.readOnly.message}</span><small>${T.errors.code(own.readOnly.code)}</small></p>`
    }
    <section class="card" aria-labelledby="last">
      <h2 id="last">${T.home.last}</h2>
      ${
        newest === undefined
          ? html`<p>${T.home.empty}</p>`
          : html`<p><bdi>${time(newest.createdAtMs)}</bdi>, <bdi>${newest.writerName || T.unnamed}</bdi></p>
              ${totalsList(newest.totals)}`
      }
      <div class="buttons">
        <a class="button primary" href="#/back-up">${T.home.backUp}</a>
        ${newest === undefined ? nothing : html`<a class="button" href="#/backup/own">${T.home.look}</a>`}
      </div>
    </section>
    ${newest === undefined ? nothing : savedCard(own, save)}
    <ul class="card flush rows menu">
      ${link("#/keys", T.home.keys, T.home.keysHint(own.slots.length))} ${link("#/seen/own", T.home.seen, T.home.seenHint)}
      ${link("#/restore", T.home.restore, "")} ${action(lock, T.home.lock, T.home.lockHint)}
      ${action(() => remove(app, attempt, own), T.home.remove, T.home.removeHint, true)}
    </ul>
    ${
      own.problems.length === 0
        ? nothing
        : html`<details class="card">
            <summary>${T.home.problems}</summary>
            <ul class="warnings">
              ${own.problems.map(({ message, code }) => html`<li>${message} <small>${T.errors.code(code)}</small></li>`)}
            </ul>
          </details>`
    }
  `;
}

function savedCard({ isSaved, savedAtMs }: OpenView, save: () => void) {
  const text = isSaved
    ? T.home.saved(time(savedAtMs ?? 0))
    : savedAtMs === undefined
      ? T.home.notSaved
      : T.home.changed(time(savedAtMs));
  return html`<div class="notice ${isSaved ? "" : "careful"}">
    <p>${text}</p>
    <div class="buttons"><button class="button ${isSaved ? "" : "primary"}" @click=${save}>${T.home.save}</button></div>
  </div>`;
}

async function remove(app: App, attempt: Attempt, own: LockedView | OpenView): Promise<void> {
  const text: string[] = [T.remove.text];
  if (own.state === "open" && !own.isSaved && own.backups.length > 0) {
    text.push(own.savedAtMs === undefined ? T.remove.never : T.remove.unsaved);
  }
  if (!(await confirmed(app, { title: T.remove.title, text, button: T.remove.button }))) return;
  await attempt.run(async () => {
    await app.engine.remove();
    app.vaults.own = { state: "none" };
    app.flash = T.remove.done;
    app.go("#/");
  });
}

const words = (title: string, hint: string) =>
  html`<span class="words"><b>${title}</b>${hint === "" ? nothing : html`<small>${hint}</small>`}</span>`;
const link = (address: string, title: string, hint: string) =>
  html`<li><a class="row" href=${address}>${words(title, hint)}</a></li>`;
const action = (run: () => unknown, title: string, hint: string, danger = false) =>
  html`<li><button class="row ${danger ? "danger" : ""}" @click=${run}>${words(title, hint)}</button></li>`;
