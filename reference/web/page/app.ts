import { html, nothing, render, type TemplateResult } from "lit-html";
import { connectEngine } from "../engine/client.js";
import type { Engine, VaultView, Which } from "../engine/contract.js";
import { openOwn } from "./open-own.js";
import { routes } from "./routes.js";
import { isNumberAddress, type Missing, namedAddress } from "./supports.js";
import { T } from "./texts.js";
import { viewMissing } from "./view-missing.js";

/** What a view shows, and what it does when the address below it changes. */
export interface View {
  render(): TemplateResult;
  /** The parts of the address after the first. */
  at?(parts: readonly string[]): void;
  leave?(): void;
  /** Where "Back" leads: to the first view, if absent. */
  readonly back?: string;
  /** Takes the whole window. */
  readonly wide?: boolean;
}

export type MakeView = (app: App, parts: readonly string[]) => View;

/** What is over the view: a question, or something that runs. */
export interface Dialog {
  render(): TemplateResult;
  /** Escape was pressed. */
  onEscape(): void;
}

/** All state that views share. They change it and call `update`. */
export interface App {
  readonly engine: Engine;
  readonly vaults: Record<Which, VaultView>;
  /** Why the vault of this browser cannot be used, such as that another tab uses it. */
  trouble: unknown;
  /** Name of the file that is open. */
  openedName: string;
  /** A sentence for the next view, such as that something is done. */
  flash: string;
  dialog: Dialog | undefined;
  /** Set while something runs that must not be left. */
  isBusy: boolean;
  /** Draws again. */
  update(): void;
  /** Draws again, and moves the focus to the heading. */
  show(): void;
  /** Tells a screen reader. */
  announce(text: string): void;
  /** Shows a sentence above the view. */
  say(text: string): void;
  go(address: string): void;
}

interface Shell {
  readonly root: HTMLElement;
  view: View;
  name: string;
  announcement: string;
  said: string;
}

/** Starts the page. @param prepare - makes ready what the engine needs; gives what the browser lacks, if it does */
export async function startApp(root: HTMLElement, prepare: () => Promise<Missing | undefined>): Promise<void> {
  const shell: Shell = { root, view: viewMissing(undefined), name: "", announcement: "", said: "" };
  // Nothing is asked of it where it could not work.
  let engine = {} as Engine;
  const app: App = {
    get engine() {
      return engine;
    },
    vaults: { own: { state: "none" }, opened: { state: "none" } },
    trouble: undefined,
    openedName: "",
    flash: "",
    dialog: undefined,
    isBusy: false,
    update: () => draw(app, shell),
    show() {
      draw(app, shell);
      focusHeading(root);
    },
    announce(text) {
      // The same text twice is said twice.
      shell.announcement = shell.announcement === text ? `${text}\u00a0` : text;
      draw(app, shell);
    },
    say(text) {
      shell.said = text;
      draw(app, shell);
    },
    go(address) {
      if (location.hash === address) openRoute(app, shell);
      else location.hash = address;
    },
  };
  draw(app, shell);
  const missing = await prepare();
  if (missing !== undefined) {
    shell.view = viewMissing(missing);
    draw(app, shell);
    return;
  }
  engine = connectEngine();
  addEventListener("beforeunload", (event) => {
    if (app.isBusy) event.preventDefault();
  });
  addEventListener("hashchange", ({ oldURL }) => {
    if (app.isBusy) {
      history.replaceState(null, "", oldURL);
      app.announce(T.jobRuns);
    } else openRoute(app, shell);
  });
  await openOwn(app);
  openRoute(app, shell, false);
}

function openRoute(app: App, shell: Shell, focus = true): void {
  const [name = "", ...parts] = location.hash.replace(/^#\/?/, "").split("/");
  app.dialog = undefined;
  shell.said = app.flash;
  app.flash = "";
  if (focus && name === shell.name && shell.view.at !== undefined) shell.view.at(parts);
  else {
    shell.view.leave?.();
    shell.name = name;
    const known = Object.hasOwn(routes, name) ? name : "";
    shell.view = routes[known]!(app, parts);
  }
  draw(app, shell);
  scrollTo(0, 0);
  if (focus) focusHeading(shell.root);
}

function focusHeading(root: HTMLElement): void {
  root.querySelector<HTMLElement>(root.querySelector("dialog[open]") ? "dialog h2" : "h1")?.focus();
}

function draw(app: App, shell: Shell): void {
  const { dialog } = app;
  const banner = isNumberAddress()
    ? html`<p class="notice careful">
        <span>${T.address.text} <a href=${namedAddress()}>${T.address.link(namedAddress())}</a>. ${T.address.rest}</span>
      </p>`
    : nothing;
  const onCancel = (event: Event) => {
    event.preventDefault();
    app.dialog?.onEscape();
  };
  render(
    html`
      <header class="bar">
        <a href="#/"><img src="./lock.svg" alt="" />${T.name}</a>
        ${shell.name === "" ? nothing : html`<a class="back" href=${shell.view.back ?? "#/"}>${T.back}</a>`}
      </header>
      <main class=${shell.view.wide ? "wide" : ""}>
        ${banner}
        <div class="said" role="status">${shell.said === "" ? nothing : html`<p class="notice">${shell.said}</p>`}</div>
        ${shell.view.render()}
      </main>
      <div class="unseen" role="status">${shell.announcement}</div>
      <dialog aria-labelledby="dialog-title" @cancel=${onCancel}>${dialog?.render() ?? nothing}</dialog>
    `,
    shell.root,
  );
  const heading = shell.root.querySelector("h1")?.textContent?.trim();
  document.title = heading ? `${heading} – ${T.name}` : T.name;
  const element = shell.root.querySelector("dialog")!;
  if (dialog !== undefined && !element.open) {
    element.showModal();
    focusHeading(shell.root);
  }
  if (dialog === undefined && element.open) element.close();
}
