/**
 * Just enough Markdown to find sentences, headings and links: the chapters use a small, plain subset, and a full parser
 * would be a dependency that only these tools need.
 */

/** A heading, paragraph, list item or table row with its wrapped lines joined; code blocks and comments are left out. */
export interface Block {
  kind: "heading" | "text" | "row";
  /** Line number, from 1, of its first line. */
  line: number;
  /** Source text without list and quote markers. */
  text: string;
  /** GitHub anchor of the nearest heading above, or of the heading itself; empty before the first one. */
  section: string;
}

const FENCE = /^\s*(`{3,}|~{3,})/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;
const LIST_ITEM = /^(\s*(?:[-*+]|\d+[.)])\s+)/;

/** Replaces what `pattern` matches by as many `fill` characters, keeping line ends, so that offsets stay valid. */
function blank(text: string, pattern: RegExp, fill: string): string {
  return text.replace(pattern, (match) => match.replace(/[^\n]/g, fill));
}

/** Hides the content of inline code, so that keywords, full stops, slugs and links inside it do not count. */
export function maskCode(text: string): string {
  return text.replace(/(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, (_, ticks: string, code: string) => {
    return ticks + blank(code, /[\s\S]/g, "x") + ticks;
  });
}

/** Reads what a reader would see of inline Markdown: no emphasis, code or link markers. */
export function plainText(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[([^\]]+)\]\[[^\]]*\]/g, "$1")
    .replace(/<\/?[a-z][^>]*>/gi, "")
    .replace(/\*\*(.+?)\*\*/g, "$1")
    .replace(/(?<![\w*\\])\*(?!\s)([^*]+?)\*(?!\w)/g, "$1")
    .replace(/(?<!\w)_(?!\s)([^_]+?)_(?!\w)/g, "$1")
    .replace(/`+/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The anchor that GitHub gives a heading, before duplicates in a file are numbered. */
export function headingAnchor(heading: string): string {
  return plainText(heading)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** Blanks fenced code and HTML comments, line by line, so that what is left is prose with its line numbers. */
export function withoutCodeBlocks(source: string): string[] {
  let fence = "";
  return blank(source, /<!--[\s\S]*?-->/g, " ")
    .split("\n")
    .map((line) => {
      const mark = FENCE.exec(line)?.[1];
      if (fence === "") {
        if (mark === undefined) return line;
        fence = mark;
      } else if (mark?.startsWith(fence) && line.trim() === mark) {
        fence = "";
      }
      return "";
    });
}

/** Splits a Markdown file into blocks, in order. */
export function parseBlocks(source: string): Block[] {
  const blocks: Block[] = [];
  const seen = new Map<string, number>();
  let section = "";
  let open: Block | undefined; // the paragraph or list item that the next line may continue
  let listIndent = 0; // where the text of the current list item starts: deeper by 4 is indented code
  let afterBlank = true;

  const start = (kind: Block["kind"], line: number, text: string): Block => {
    const block = { kind, line, text: text.trim(), section };
    blocks.push(block);
    return block;
  };

  withoutCodeBlocks(source).forEach((raw, index) => {
    const line = raw.replace(/^(\s*>\s?)+/, "");
    const indent = line.length - line.trimStart().length;
    const heading = HEADING.exec(line)?.[1];
    const item = LIST_ITEM.exec(line)?.[1];
    if (line.trim() === "") {
      open = undefined;
      afterBlank = true;
      return;
    }
    if (afterBlank && indent === 0 && item === undefined) listIndent = 0;
    if (heading !== undefined) {
      const anchor = headingAnchor(heading);
      const count = seen.get(anchor) ?? 0;
      seen.set(anchor, count + 1);
      section = count === 0 ? anchor : `${anchor}-${count}`;
      start("heading", index + 1, heading);
      open = undefined;
      listIndent = 0;
    } else if (open === undefined && indent >= listIndent + 4) {
      return; // indented code
    } else if (line.trimStart().startsWith("|")) {
      start("row", index + 1, line);
      open = undefined;
    } else if (item !== undefined) {
      listIndent = item.length;
      open = start("text", index + 1, line.slice(item.length));
    } else if (open !== undefined) {
      open.text += ` ${line.trim()}`;
    } else {
      open = start("text", index + 1, line);
    }
    afterBlank = false;
  });
  return blocks;
}
