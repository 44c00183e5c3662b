import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../package-root.js";

/** A requirement of the specification's register. */
export interface Requirement {
  readonly slug: string;
  /** MUST, MUST NOT, SHOULD, SHOULD NOT or MAY. */
  readonly level: string;
  readonly text: string;
  /** File of the specification. */
  readonly chapter: string;
  /** Anchor of the section in it. */
  readonly section: string;
}

/** All requirements, in the order of the specification. */
export function readRegister(): readonly Requirement[] {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, "spec", "requirements.json"), "utf8")) as Requirement[];
}

/** Where a requirement stands, as a path in the package with the anchor of its section. */
export function specLocation({ chapter, section }: Requirement): string {
  return `spec/${chapter}#${section}`;
}

/** `05-header.md` as people read it: 5 Header. */
export function chapterName(chapter: string): string {
  const [, number = "", words = chapter] = /^(\d+)-(.*)\.md$/.exec(chapter) ?? [];
  const name = words.replaceAll("-", " ");
  return `${number === "" ? "" : `${Number(number)} `}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
