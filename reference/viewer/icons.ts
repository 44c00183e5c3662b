/** Line drawings, once in each page, used by name. */
import { fragmentUrl, html, type SafeHtml } from "./html.js";

const DRAWINGS = {
  back: html`<path d="M15 5l-7 7 7 7"/>`,
  forward: html`<path d="M13 6l6 5-6 5v-3c-5 0-7 2-8 5 0-6 3-9 8-9z"/>`,
  next: html`<path d="M9 5l7 7-7 7"/>`,
  search: html`<circle cx="11" cy="11" r="6"/><path d="M16 16l4.5 4.5"/>`,
  info: html`<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.1"/>`,
  theme: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor"/>`,
  star: html`<path d="M12 4l2.4 5 5.6.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.6-.8z" fill="currentColor"/>`,
  pin: html`<path d="M9 4h6l-1 6 3 3H7l3-3zM12 13v7"/>`,
  mute: html`<path d="M5 10v4h3l4 4V6L8 10zM16 9.5l5 5M21 9.5l-5 5"/>`,
  timer: html`<circle cx="12" cy="13" r="7.5"/><path d="M12 9v4l2.5 2M10 2.5h4"/>`,
  pending: html`<circle cx="12" cy="12" r="7.5"/><path d="M12 8v4l3 2"/>`,
  sent: html`<path d="M5 13l4.5 4.5L19 7.5"/>`,
  delivered: html`<path d="M2 13l4.5 4.5L16 7.5M11.5 16.5l1 1L22 7.5"/>`,
  failed: html`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v6M12 16.5v.1"/>`,
  file: html`<path d="M7 3h7l4 4v14H7zM14 3v4h4"/>`,
  photo: html`<rect x="3.5" y="5" width="17" height="14" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="M4 17l5-4 4 3 3-2.5 4 3"/>`,
  video: html`<rect x="3" y="6" width="12" height="12" rx="2"/><path d="M15 11l6-3.500v9L15 13z"/>`,
  voice: html`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.500a6.5 6.5 0 0 0 13 0M12 18v3"/>`,
  audio: html`<path d="M9 18V6l10-2v12"/><circle cx="6.5" cy="18" r="2.5"/><circle cx="16.5" cy="16" r="2.5"/>`,
  sticker: html`<path d="M4 7a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v7l-6 6H7a3 3 0 0 1-3-3zM20 14h-3a3 3 0 0 0-3 3v3"/>`,
  place: html`<path d="M12 21c-4-5-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2.5 6-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>`,
  person: html`<circle cx="12" cy="8.5" r="4"/><path d="M4 20.500c1-4 4-6 8-6s7 2 8 6"/>`,
  event: html`<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8 3v4M16 3v4"/>`,
  call: html`<path d="M6 4l3.5-.5 1.5 4-2 1.500c1 2.5 2.5 4 5 5l1.5-2 4 1.5-.5 3.500c-1 2-3 2-5 1.500C9 17 5.5 13 4.5 8.5 4.3 6.5 4.5 5 6 4z"/>`,
  deleted: html`<circle cx="12" cy="12" r="8.5"/><path d="M6 6l12 12"/>`,
  once: html`<circle cx="12" cy="12" r="8.5"/><path d="M10.5 9.500L12.5 8v8"/>`,
  unknown: html`<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.500a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .9-1 1.700M12 16.500v.1"/>`,
  download: html`<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`,
  lock: html`<rect x="5.5" y="10.5" width="13" height="9.5" rx="2"/><path d="M8.5 10.500V8a3.5 3.5 0 0 1 7 0v2.5"/>`,
  archive: html`<path d="M4 5h16v4H4zM5.5 9v10h13V9M10 13h4"/>`,
} as const;

export type IconName = keyof typeof DRAWINGS;

/** The drawings themselves; every page starts with them. */
export function iconSheet(): SafeHtml {
  const symbols = Object.entries(DRAWINGS).map(
    ([name, drawing]) => html`<symbol id="i-${name}" viewBox="0 0 24 24">${drawing}</symbol>`,
  );
  return html`<svg class="sheet" aria-hidden="true">${symbols}</svg>`;
}

/** A drawing for the eye only; say what it means in text beside it. */
export function icon(name: IconName): SafeHtml {
  return html`<svg class="icon" aria-hidden="true"><use href="${fragmentUrl(`i-${name}`)}"/></svg>`;
}

/** A drawing that stands for words. */
export function labelledIcon(name: IconName, label: string): SafeHtml {
  return html`<span class="sign ${name}" role="img" aria-label="${label}" title="${label}">${icon(name)}</span>`;
}
