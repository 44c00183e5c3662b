import { html, type TemplateResult } from "lit-html";
import type { App } from "./app.js";

interface Options {
  readonly text: string;
  readonly button: string;
  readonly accept: string;
  readonly multiple?: boolean;
  /** Whether it is the next thing to do. */
  readonly isPrimary?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** A place to drop files on, with a button that opens the picker. */
export function createFileDrop(
  app: App,
  { text, button, accept, multiple = false, isPrimary = true, onFiles }: Options,
): { render(): TemplateResult } {
  let isOver = false;
  const over = (event: DragEvent, now: boolean) => {
    event.preventDefault();
    if (isOver === now) return;
    isOver = now;
    app.update();
  };
  const drop = (event: DragEvent) => {
    over(event, false);
    // Empty for text that is dropped.
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) onFiles(files);
  };
  const pick = ({ target }: Event) => {
    const input = target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file can be chosen again.
    input.value = "";
    if (files.length > 0) onFiles(files);
  };
  return {
    render: () => html`
      <div
        class="drop ${isOver ? "over" : ""}"
        @dragover=${(event: DragEvent) => over(event, true)}
        @dragleave=${(event: DragEvent) => over(event, false)}
        @drop=${drop}
      >
        <p>${text}</p>
        <label class="button ${isPrimary ? "primary" : ""} picker">
          ${button}<input type="file" accept=${accept} ?multiple=${multiple} @change=${pick} />
        </label>
      </div>
    `,
  };
}
