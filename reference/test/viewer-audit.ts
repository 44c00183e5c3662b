/** What a written page may consist of, checked on the tree that a browser would build. */
import { createHash } from "node:crypto";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import type { FileData, Sink } from "../viewer/sink.js";

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** A sink that keeps what was written. Text stays text. */
export function memorySink(): Sink & { readonly files: Map<string, string | Uint8Array> } {
  const files = new Map<string, string | Uint8Array>();
  return {
    files,
    async writeFile(path, data) {
      files.set(path, await whole(data));
    },
  };
}

async function whole(data: FileData): Promise<string | Uint8Array> {
  if (typeof data === "string" || data instanceof Uint8Array) return data;
  const pieces: Uint8Array[] = [];
  for await (const piece of data) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

const ELEMENTS = new Set(
  (
    "html head meta title style script body svg symbol path rect circle use a img main header h1 h2 nav div section " +
    "article p span small b bdi i s code strong blockquote time footer ul ol li details summary video audio iframe " +
    "button label input pre progress"
  ).split(" "),
);
const ATTRIBUTES = new Set(
  (
    "alt aria-hidden aria-label autocomplete charset class content controls cx cy d datetime decoding dir download fill " +
    "height hidden href http-equiv id lang loading loop max muted name placeholder playsinline poster preload r rel " +
    "role rx src spellcheck tabindex target title type value viewBox width x y"
  ).split(" "),
);
const ADDRESSES = new Set(["href", "src", "poster"]);
const LOCAL = /^(?:\.\.\/){0,2}(?:[a-z0-9][a-z0-9._-]*\/)*[a-z0-9][a-z0-9._-]*(?:#[a-z0-9-]+)?$/;

export interface Audit {
  /** Everything that must not be there; empty for a good page. */
  readonly problems: string[];
  readonly ids: Set<string>;
  /** Addresses of files of the folder, as they are written. */
  readonly links: string[];
  /** The text that a reader sees, without scripts and styles. */
  readonly text: string;
}

export function auditPage(page: string): Audit {
  const problems: string[] = [];
  const ids = new Set<string>();
  const links: string[] = [];
  let text = "";
  const onParseError = ({ code }: { code: string }) => problems.push(`parse error ${code}`);
  const document = parse(page, { onParseError, sourceCodeLocationInfo: false });
  let policy = "";

  const visit = (node: Node): void => {
    if (node.nodeName === "#text") text += (node as DefaultTreeAdapterTypes.TextNode).value;
    if (node.nodeName === "#comment") problems.push("a comment");
    if ("tagName" in node) {
      visitElement(node);
      if (node.tagName === "script" || node.tagName === "style") return;
    }
    if ("childNodes" in node) for (const child of node.childNodes) visit(child);
  };
  const visitElement = (element: Element): void => {
    const { tagName, attrs } = element;
    if (!ELEMENTS.has(tagName)) problems.push(`element ${tagName}`);
    if (tagName === "script" || tagName === "style") {
      const source = (element.childNodes[0] as DefaultTreeAdapterTypes.TextNode | undefined)?.value ?? "";
      const hash = createHash("sha256").update(source).digest("base64");
      if (!policy.includes(`'sha256-${hash}'`)) problems.push(`${tagName} not in the policy`);
    }
    const value = (name: string) => attrs.find((one) => one.name === name)?.value;
    for (const attribute of attrs) {
      if (!ATTRIBUTES.has(attribute.name)) problems.push(`attribute ${attribute.name} of ${tagName}`);
      if (ADDRESSES.has(attribute.name)) visitAddress(tagName, attribute.value, value);
    }
    const id = value("id");
    if (id !== undefined && ids.has(id)) problems.push(`id ${id} twice`);
    if (id !== undefined) ids.add(id);
    if (value("http-equiv") === "Content-Security-Policy" && policy === "") policy = value("content") ?? "";
    else if (value("http-equiv") !== undefined) problems.push("http-equiv");
  };
  const visitAddress = (tagName: string, address: string, value: (name: string) => string | undefined): void => {
    if (tagName === "use" && /^#i-[a-z]+$/.test(address)) return;
    if (LOCAL.test(address)) links.push(address);
    else if (tagName !== "a" || !/^https?:\/\//.test(address)) problems.push(`address ${address} of ${tagName}`);
    else if (value("rel") !== "noopener noreferrer" || value("target") !== "_blank") problems.push(`rel of ${address}`);
  };

  visit(document);
  if (!policy.startsWith("default-src 'none';") || /unsafe|\*|https?:/.test(policy)) problems.push(`policy ${policy}`);
  return { problems, ids, links, text };
}

/** Audits every page of a written folder, and that every address leads to a file and a place that are there. */
export function auditSite(files: ReadonlyMap<string, string | Uint8Array>): string[] {
  const problems: string[] = [];
  const audits = new Map<string, Audit>();
  for (const [path, data] of files) {
    if (!/^(?:[a-z0-9][a-z0-9._-]*\/)*[a-z0-9][a-z0-9._-]*$/.test(path)) problems.push(`path ${path}`);
    if (/\.(html|svg|xml|js|css)$/.test(path) && path.startsWith("media/")) problems.push(`active media ${path}`);
    if (path.endsWith(".html")) audits.set(path, auditPage(String(data)));
  }
  for (const [path, audit] of audits) {
    problems.push(...audit.problems.map((problem) => `${path}: ${problem}`));
    for (const link of audit.links) {
      const [to = "", fragment] = new URL(link, `file:///${path}`).href.slice("file:///".length).split("#");
      if (!files.has(to)) problems.push(`${path}: dead link ${link}`);
      else if (fragment !== undefined && !audits.get(to)?.ids.has(fragment))
        problems.push(`${path}: dead fragment ${link}`);
    }
  }
  return problems;
}
