import type { Target } from "../engine/contract.js";

interface Picker {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle>;
}

/**
 * Where a file goes: where the person says, if the browser asks, else among the downloads. To be called from a click.
 *
 * @param type - description, MIME type, ending
 * @throws DOMException AbortError if the person chose nothing
 */
export async function chooseTarget(
  name: string,
  [description, mime, ending]: readonly [string, string, string],
): Promise<Target> {
  const { showSaveFilePicker } = globalThis as Picker;
  if (showSaveFilePicker === undefined) return { kind: "download", name, start: startDownload };
  const types = [{ description, accept: { [mime]: [ending] } }];
  return { kind: "file", handle: await showSaveFilePicker({ suggestedName: name, types }) };
}

/** A frame, because a link with `download` would go past the service worker in some browsers. */
function startDownload(url: string): void {
  document.querySelector("iframe.download")?.remove();
  const frame = document.createElement("iframe");
  frame.className = "download";
  frame.hidden = true;
  frame.title = "";
  frame.src = url;
  document.body.append(frame);
}

/** Saves a short text that the page has. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
