import { html, nothing, type TemplateResult } from "lit-html";
import type { BackupView, OpenView, Which } from "../engine/contract.js";
import type { App, MakeView } from "./app.js";
import { choose } from "./ask.js";
import { type Attempt, createAttempt } from "./attempt.js";
import { deviceField } from "./device-field.js";
import { fact, totalsList } from "./facts.js";
import { runJob } from "./job.js";
import { saveChats } from "./saving.js";
import { deviceName } from "./supports.js";
import { T } from "./texts.js";
import { time } from "./words.js";

/** What a vault holds, before anything of it is restored: time, device, numbers. */
export const viewBackup: MakeView = (app, [which = "own"]) => {
  const attempt = createAttempt(app);
  const from: Which = which === "opened" ? "opened" : "own";
  return {
    render() {
      const vault = app.vaults[from];
      if (vault.state === "open") return shown(app, attempt, from, vault);
      const href = from === "opened" ? "#/restore" : vault.state === "locked" ? "#/unlock" : "#/";
      return html`
        <h1 tabindex="-1">${T.backup.title}</h1>
        <p class="lead">${from === "opened" ? T.backup.notOpen : T.home.locked}</p>
        <div class="buttons"><a class="button primary" href=${href}>${T.goOn}</a></div>
      `;
    },
  };
};

function shown(app: App, attempt: Attempt, which: Which, vault: OpenView): TemplateResult {
  const [newest, ...older] = vault.backups;
  const saveAll = () =>
    attempt.run(async () => {
      app.say(await saveChats(app, which, newest!.sequence));
    });
  const close = () =>
    attempt.run(async () => {
      await app.engine.lock("opened");
      app.vaults.opened = { state: "none" };
      app.go("#/restore");
    });
  return html`
    <h1 tabindex="-1">${T.backup.title}</h1>
    ${which === "opened" ? html`<p class="lead"><bdi>${app.openedName}</bdi></p>` : nothing}
    ${attempt.render()}
    ${newest === undefined ? html`<p class="card">${T.backup.none}</p>` : newestCard(newest, which, saveAll)}
    ${older.length === 0 ? nothing : olderCard(older, which)}
    ${
      vault.problems.length === 0
        ? nothing
        : html`<div class="notice careful">
            <p><b>${T.home.problems}</b></p>
            <ul class="warnings">
              ${vault.problems.map(({ message, code }) => html`<li>${message} <small>${T.errors.code(code)}</small></li>`)}
            </ul>
          </div>`
    }
    ${which === "opened" ? openedCard(app, attempt, close) : nothing}
  `;
}

const newestCard = (backup: BackupView, which: Which, saveAll: () => void) => html`
  <section class="card" aria-labelledby="newest">
    <h2 id="newest"><bdi>${time(backup.createdAtMs)}</bdi></h2>
    <dl class="facts">
      ${fact(T.backup.by, backup.writerName || T.unnamed, true)}
      ${backup.service === "" ? nothing : fact(T.backup.from, backup.service)}
      ${backup.account === "" ? nothing : fact(T.backup.account, backup.account)}
    </dl>
    ${totalsList(backup.totals)}
    <p><small>${T.backup.check}</small></p>
    <div class="buttons">
      <a class="button primary" href="#/browse/${which}/${backup.sequence}">${T.backup.browse}</a>
      <button class="button" @click=${saveAll}>${T.backup.all}</button>
    </div>
  </section>
`;

const olderCard = (older: readonly BackupView[], which: Which) => html`
  <details class="card">
    <summary>${T.backup.older}</summary>
    <ul class="rows">
      ${older.map(
        ({ sequence, createdAtMs, writerName, totals }) => html`<li>
          <a class="row" href="#/browse/${which}/${sequence}">
            <span class="words">
              <b><bdi>${time(createdAtMs)}</bdi></b>
              <small><bdi>${writerName || T.unnamed}</bdi>, ${T.backup.counts(totals.messages, totals.chats)}</small>
            </span>
          </a>
        </li>`,
      )}
    </ul>
  </details>
`;

function openedCard(app: App, attempt: Attempt, close: () => void): TemplateResult {
  const isFree = app.vaults.own.state === "none";
  const adopt = async () => {
    let device = deviceName();
    const field = () =>
      deviceField(device, (name) => {
        device = name;
      });
    const isWanted = await choose<boolean>(
      app,
      T.backup.adopt,
      (answer) => html`
      <p>${T.backup.adoptText}</p>
      ${field()}
      <div class="buttons">
        <button class="button" @click=${() => answer(undefined)}>${T.cancel}</button>
        <button class="button primary" @click=${() => answer(true)}>${T.goOn}</button>
      </div>
    `,
    );
    if (!isWanted) return;
    await attempt.run(async () => {
      const options = { writerName: device.trim() };
      app.vaults.own = await runJob(app, T.backup.adoptJob, (work) => app.engine.adopt(options, work));
      app.flash = T.backup.adopted;
      app.go("#/");
    });
  };
  return html`
    <section class="card" aria-labelledby="adopt">
      <h2 id="adopt">${T.backup.adopt}</h2>
      <p>${isFree ? T.backup.adoptText : T.backup.adoptBlocked}</p>
      ${isFree ? html`<div class="buttons"><button class="button" @click=${adopt}>${T.backup.adopt}</button></div>` : nothing}
    </section>
    <div class="buttons">
      <a class="button plain" href="#/seen/opened">${T.backup.seen}</a>
      <button class="button plain" @click=${close}>${T.backup.closeFile}</button>
    </div>
  `;
}
