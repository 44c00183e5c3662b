import { html, nothing } from "lit-html";
import type { MakeView } from "./app.js";
import { createAttempt } from "./attempt.js";
import { createFileDrop } from "./file-drop.js";
import { T } from "./texts.js";
import { createUnlock } from "./unlock.js";
import { bytes } from "./words.js";

/** Opening a file: it is chosen, then unlocked. */
export const viewRestore: MakeView = (app) => {
  const attempt = createAttempt(app);
  const unlock = createUnlock(app, "opened", () => app.go("#/backup/opened"));

  const open = (files: readonly File[]) =>
    attempt.run(async () => {
      const [file] = files;
      if (file === undefined) return;
      if (files.length > 1) throw new RangeError(T.restore.one);
      app.vaults.opened = await app.engine.openFile(file);
      app.openedName = file.name;
      app.show();
    });
  const close = () =>
    attempt.run(async () => {
      await app.engine.lock("opened");
      app.vaults.opened = { state: "none" };
      app.show();
    });
  const drop = createFileDrop(app, {
    text: T.restore.drop,
    button: T.restore.choose,
    accept: ".keepsake,application/octet-stream",
    onFiles: open,
  });

  return {
    render() {
      const { opened } = app.vaults;
      if (opened.state === "none") {
        return html`
          <h1 tabindex="-1">${T.restore.title}</h1>
          <p class="lead">${T.restore.lead}</p>
          ${attempt.render()} ${drop.render()}
        `;
      }
      return html`
        <h1 tabindex="-1">${T.restore.unlock}</h1>
        <p class="lead"><bdi>${app.openedName}</bdi>, <bdi>${bytes(opened.bytes)}</bdi></p>
        ${attempt.render()}
        ${
          opened.state === "open"
            ? html`<div class="buttons"><a class="button primary" href="#/backup/opened">${T.goOn}</a></div>`
            : unlock.render()
        }
        <div class="buttons">
          ${opened.state === "locked" ? html`<a class="button plain" href="#/seen/opened">${T.backup.seen}</a>` : nothing}
          <button class="button plain" @click=${close}>${T.restore.another}</button>
        </div>
      `;
    },
  };
};
