import { html, nothing } from "lit-html";
import type { Browsing, Which } from "../engine/contract.js";
import { CHATS_FRAME } from "../frame.js";
import type { MakeView } from "./app.js";
import { choose } from "./ask.js";
import { createAttempt } from "./attempt.js";
import { runJob } from "./job.js";
import { saveChats } from "./saving.js";
import { T } from "./texts.js";

/** The chats of a backup, as pages in a frame. */
export const viewBrowse: MakeView = (app, [which = "own", number = ""]) => {
  const from: Which = which === "opened" ? "opened" : "own";
  const sequence = Number(number);
  const attempt = createAttempt(app);
  let browsing: Browsing | undefined;

  const prepare = () =>
    attempt.run(async () => {
      browsing = await runJob(app, T.browse.job, (work) => app.engine.browse(from, sequence, work));
      app.show();
    });
  const save = (chat?: Browsing["chats"][number]) =>
    attempt.run(async () => {
      app.say(await saveChats(app, from, sequence, chat));
    });
  const saveOne = () =>
    choose<Browsing["chats"][number]>(
      app,
      T.browse.choose,
      (answer) => html`
      <p class="lead">${T.browse.plain}</p>
      <ul class="rows list">
        ${browsing?.chats.map(
          (chat) => html`<li>
            <button
              class="row"
              @click=${() => {
                answer(chat);
                // Within the click, because the browser asks for a place to save to.
                void save(chat);
              }}
            >
              <span class="words"><b><bdi>${chat.name}</bdi></b><small>${T.browse.messages(chat.messages)}</small></span>
            </button>
          </li>`,
        )}
      </ul>
      <div class="buttons"><button class="button" @click=${() => answer(undefined)}>${T.cancel}</button></div>
    `,
    );

  if (app.vaults[from].state === "open") queueMicrotask(() => void prepare());

  return {
    wide: true,
    back: `#/backup/${from}`,
    render() {
      if (app.vaults[from].state !== "open") {
        return html`<div class="toolbar">
          <h1 tabindex="-1">${T.browse.title}</h1>
          <a class="button small primary" href="#/backup/${from}">${T.goOn}</a>
        </div>`;
      }
      return html`
        <div class="toolbar">
          <h1 tabindex="-1">${T.browse.title}</h1>
          ${
            browsing === undefined
              ? nothing
              : html`<button class="button small" @click=${saveOne}>${T.browse.saveOne}</button>
                  <button class="button small" @click=${() => save()}>${T.browse.saveAll}</button>`
          }
        </div>
        ${attempt.render()}
        ${browsing === undefined || browsing.losses.length === 0 ? nothing : html`<p class="notice careful">${T.browse.lost(browsing.losses.length)}</p>`}
        ${
          browsing === undefined
            ? nothing
            : html`<iframe class="chats" name=${CHATS_FRAME} title=${T.browse.frame} src=${browsing.url}></iframe>`
        }
      `;
    },
  };
};
