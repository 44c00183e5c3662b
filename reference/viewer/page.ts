/** The frame of every page: what it may load, its style and its script. */
import { sha256 } from "@noble/hashes/sha2.js";
import { applyTheme } from "./client/theme.js";
import { html, inlineElement, markupOf, type SafeHtml } from "./html.js";
import { iconSheet } from "./icons.js";
import { BASE } from "./style/base.js";
import { CONTENT } from "./style/content.js";
import { LISTS } from "./style/lists.js";
import { MESSAGES } from "./style/messages.js";

const STYLE = BASE + MESSAGES + CONTENT + LISTS;

function hashOf(source: string): string {
  const digest = sha256(new TextEncoder().encode(source));
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`;
}

const LOCAL = "'self' file:";

/**
 * What a page may do. Style and script are ours to the last character, or they do not run: on file:// every file has
 * the same origin ('self' is the whole disk), so a media file must never count as a script or style.
 * `file:` stands beside 'self' for browsers in which 'self' means nothing on file://.
 */
function policy(styleHash: string, scriptHashes: readonly string[]): string {
  const local = LOCAL;
  return [
    "default-src 'none'",
    `img-src ${local}`,
    `media-src ${local}`,
    `frame-src ${local}`,
    `style-src ${styleHash}`,
    `script-src ${scriptHashes.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

/** The source text of functions that need nothing from outside, called one after the other. */
function scriptOf(functions: readonly (() => void)[]): string {
  return functions.map((one) => `(${one})();`).join("\n");
}

const styleHash = /* @__PURE__ */ hashOf(STYLE);

export interface Page {
  readonly title: string;
  /** For the style. */
  readonly className: string;
  readonly body: SafeHtml;
  /** Functions that run in the page: self-contained, as their source text is what is written. */
  readonly scripts: readonly (() => void)[];
}

/** A whole page as text. */
export function renderPage({ title, className, body, scripts }: Page): string {
  // The first one runs before anything is drawn, so that a dark page never flashes white.
  const early = scriptOf([applyTheme]);
  const late = scriptOf(scripts);
  return markupOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(styleHash, [hashOf(early), hashOf(late)])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${inlineElement("style", STYLE)}
${inlineElement("script", early)}
</head>
<body class="${className}">
${iconSheet()}
${body}
${inlineElement("script", late)}
</body>
</html>
`);
}

/** The policy of a page that was written, for the header of whoever serves it to say too. */
export function pagePolicy(page: string): string {
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1];
  if (policy === undefined) throw new TypeError("not a page of ours");
  return policy.replaceAll("&apos;", "'").replaceAll(LOCAL, "'self'");
}
