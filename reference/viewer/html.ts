/**
 * Markup that cannot be forgotten to be escaped.
 *
 * `html` is the only way to make markup: everything that is put into a template is escaped unless it was made by
 * `html` itself. Where escaping alone is not enough (addresses, event handlers, styles, scripts), the template throws.
 */
import { escapeUTF8 } from "entities/escape";

const MARKUP = Symbol("markup");
const ADDRESS = Symbol("address");
const ATTRIBUTES = Symbol("attributes");

/** Finished markup. Only this module makes it. */
export interface SafeHtml {
  readonly [MARKUP]: string;
}

/** An address that may stand in `href` or `src`: an http(s) link, or a file of the written folder. */
export interface SafeUrl {
  readonly [ADDRESS]: string;
}

/** Attributes of one element, made by {@link attributes}. */
export interface SafeAttributes {
  readonly [ATTRIBUTES]: string;
}

/** What a template takes. `undefined`, `null` and `false` stand for nothing. */
export type HtmlValue =
  | SafeHtml
  | SafeUrl
  | SafeAttributes
  | string
  | number
  | false
  | undefined
  | null
  | readonly HtmlValue[];

type Place = "text" | "attribute" | "address" | "tag";

const URL_ATTRIBUTES = new Set(["href", "src", "srcset", "poster", "cite", "action", "formaction", "data", "ping"]);
// viewBox has a capital letter.
const NAME = /^[a-z][a-z-]*$|^viewBox$/;
// Everything that HTML calls an error in text, and that no writing system needs.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** Escapes text for element content and quoted attribute values. */
function escaped(text: string): string {
  return escapeUTF8(text.replace(CONTROLS, "\ufffd"));
}

function checkName(name: string): void {
  if (!NAME.test(name) || name.startsWith("on") || name === "style" || name === "srcdoc") {
    throw new TypeError(`attribute ${name} cannot be filled in`);
  }
}

/** Where the hole after `before` stands. Throws where nothing can be made safe. */
function placeAfter(before: string, after: string): Place {
  if (/<(script|style|template|noscript|!--)/.test(before))
    throw new TypeError("use inlineElement for our own scripts");
  const tag = before.slice(before.lastIndexOf("<"));
  if (!before.includes("<") || hasEnded(tag)) return "text";
  const name = /\s([^\s="]+)="[^"]*$/.exec(tag)?.[1];
  if (name === undefined) {
    if (!/^<[a-z0-9]+\s(?:.*\s)?$/s.test(tag)) throw new TypeError(`nothing can be filled in after ${tag}`);
    return "tag";
  }
  checkName(name);
  if (!URL_ATTRIBUTES.has(name)) return "attribute";
  if (!tag.endsWith(`${name}="`) || !after.startsWith('"')) throw new TypeError(`${name} takes one whole address`);
  return "address";
}

/** True if the tag that `markup` starts with is closed by a `>` outside its quoted values. */
function hasEnded(markup: string): boolean {
  return markup.replace(/"[^"]*"/g, "").includes(">");
}

const places = new WeakMap<TemplateStringsArray, readonly Place[]>();

function placesOf(strings: TemplateStringsArray): readonly Place[] {
  let known = places.get(strings);
  if (known === undefined) {
    let before = "";
    known = strings.slice(0, -1).map((part, index) => {
      before += part;
      const place = placeAfter(before, strings[index + 1]!);
      // What is filled in closes nothing, so a stand-in keeps the state of the tag.
      before += place === "text" ? "" : "x";
      return place;
    });
    places.set(strings, known);
  }
  return known;
}

function fill(value: HtmlValue, place: Place): string {
  if (value === undefined || value === null || value === false) return "";
  if (Array.isArray(value)) return value.map((one) => fill(one, place)).join("");
  if (place === "address" || place === "tag") {
    const key = place === "address" ? ADDRESS : ATTRIBUTES;
    if (typeof value === "object" && key in value) return String((value as unknown as Record<symbol, string>)[key]);
    throw new TypeError(place === "address" ? "an address must be made by webUrl or fileUrl" : "use attributes()");
  }
  if (typeof value === "object" && MARKUP in value) {
    if (place === "attribute") throw new TypeError("markup cannot stand in an attribute");
    return value[MARKUP];
  }
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  throw new TypeError("not a value for a template");
}

/**
 * Makes markup from a template.
 *
 * @throws TypeError if a hole stands where escaping does not make it safe.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): SafeHtml {
  const known = placesOf(strings);
  let markup = strings[0]!;
  for (const [index, value] of values.entries()) markup += fill(value, known[index]!) + strings[index + 1]!;
  return { [MARKUP]: markup };
}

/** The characters of finished markup, for writing them to a file. */
export function markupOf(safe: SafeHtml): string {
  return safe[MARKUP];
}

/** Attributes that may be absent: `undefined` leaves one out, `true` writes its name alone. */
export function attributes(values: Readonly<Record<string, string | number | true | undefined>>): SafeAttributes {
  let markup = "";
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    checkName(name);
    if (URL_ATTRIBUTES.has(name)) throw new TypeError(`${name} takes an address`);
    markup += value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`;
  }
  return { [ATTRIBUTES]: markup.slice(1) };
}

/** An http or https address as the browser will read it, or `undefined` for any other. */
export function webUrl(text: string): SafeUrl | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === "http:" || url.protocol === "https:" ? { [ADDRESS]: escaped(url.href) } : undefined;
}

/**
 * The address of a file of the written folder, from a page `depth` folders below it.
 *
 * @throws TypeError if the path is not made of plain names.
 */
export function fileUrl(depth: number, path: string, fragment = ""): SafeUrl {
  if (!/^(?:[a-z0-9][a-z0-9._-]*\/)*[a-z0-9][a-z0-9._-]*$/i.test(path) || !/^[a-z0-9-]*$/.test(fragment)) {
    throw new TypeError(`not a path of ours: ${path}#${fragment}`);
  }
  return { [ADDRESS]: "../".repeat(depth) + path + (fragment === "" ? "" : `#${fragment}`) };
}

/** The address of a place on the same page. */
export function fragmentUrl(fragment: string): SafeUrl {
  if (!/^[a-z0-9-]+$/.test(fragment)) throw new TypeError(`not a fragment of ours: ${fragment}`);
  return { [ADDRESS]: `#${fragment}` };
}

/** An inline `style` or `script` of our own, never of a message. */
export function inlineElement(name: "style" | "script", source: string): SafeHtml {
  if (/<\/|<!--/.test(source)) throw new TypeError(`the ${name} would end early`);
  return { [MARKUP]: `<${name}>${source}</${name}>` };
}
