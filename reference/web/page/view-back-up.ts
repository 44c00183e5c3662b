import { html, nothing } from "lit-html";
import type { ImportOptions } from "../../import/index.js";
import type { BackedUp } from "../engine/contract.js";
import type { MakeView } from "./app.js";
import { asWriter } from "./as-writer.js";
import { createAttempt } from "./attempt.js";
import { backedUp } from "./backed-up.js";
import { createFileDrop } from "./file-drop.js";
import { questionOf, renderQuestion } from "./import-question.js";
import { runJob } from "./job.js";
import { saveBackupFile } from "./saving.js";
import { T } from "./texts.js";
import { bytes } from "./words.js";

/** Backing up: files are chosen, what cannot be told is asked, and what was done is shown. */
export const viewBackUp: MakeView = (app) => {
  let files: readonly File[] = [];
  let options: ImportOptions = {};
  let result: BackedUp | undefined;
  let isSaved = false;
  const attempt = createAttempt(app);

  const add = (chosen: readonly File[]) => {
    const isKnown = (file: File) => files.some(({ name, size }) => name === file.name && size === file.size);
    files = [...files, ...chosen.filter((file) => !isKnown(file))];
    options = {};
    attempt.clear();
    app.update();
    app.announce(T.backUp.chosen(files.length, bytes(total())));
  };
  const drop = (file: File) => {
    files = files.filter((other) => other !== file);
    options = {};
    attempt.clear();
    app.show();
  };
  const total = () => files.reduce((sum, { size }) => sum + size, 0);
  const start = async () => {
    await attempt.run(async () => {
      result = await asWriter(app, (takeOver) =>
        runJob(app, T.backUp.job, (work) => app.engine.backUp(files, { ...options, takeOver }, work)),
      );
      app.vaults.own = await app.engine.view("own");
      app.show();
    });
    // The button that had the focus is gone.
    document.querySelector<HTMLElement>("#question input")?.focus();
  };
  const save = () =>
    attempt.run(async () => {
      app.say(await saveBackupFile(app, "own"));
      isSaved = true;
      app.show();
    });

  const more = { accept: ".zip,.txt,application/zip,text/plain", multiple: true, onFiles: add };
  const first = createFileDrop(app, { ...more, text: T.backUp.drop, button: T.backUp.choose });
  const next = createFileDrop(app, { ...more, text: T.backUp.drop, button: T.backUp.more, isPrimary: false });

  const chosen = () => html`
    <section class="card" aria-labelledby="chosen">
      <h2 id="chosen">${T.backUp.chosen(files.length, bytes(total()))}</h2>
      <ul class="files">
        ${files.map(
          (file) => html`<li>
            <span><bdi>${file.name}</bdi> <small>${bytes(file.size)}</small></span>
            <button class="round" aria-label=${T.backUp.removeFile(file.name)} @click=${() => drop(file)}>×</button>
          </li>`,
        )}
      </ul>
      ${
        questionOf(attempt.error) === undefined
          ? html`<div class="buttons"><button class="button primary" @click=${start}>${T.backUp.start}</button></div>`
          : nothing
      }
    </section>
  `;
  const problem = () => {
    const question = questionOf(attempt.error);
    if (question === undefined) return attempt.render();
    return renderQuestion(question, (answer) => {
      options = { ...options, ...answer };
      void start();
    });
  };

  return {
    render() {
      const { own } = app.vaults;
      if (own.state !== "open") {
        return html`
          <h1 tabindex="-1">${T.backUp.title}</h1>
          <p class="lead">${own.state === "none" ? T.backUp.first : T.home.locked}</p>
          <div class="buttons">
            <a class="button primary" href=${own.state === "none" ? "#/turn-on" : "#/unlock"}>
              ${own.state === "none" ? T.home.turnOn : T.home.unlock}
            </a>
          </div>
        `;
      }
      if (result !== undefined) return backedUp(result, { isSaved, save, problem: attempt.render() });
      return html`
        <h1 tabindex="-1">${T.backUp.title}</h1>
        <p class="lead">${T.backUp.lead}</p>
        ${problem()} ${files.length > 0 ? chosen() : nothing} ${files.length > 0 ? next.render() : first.render()}
      `;
    },
  };
};
