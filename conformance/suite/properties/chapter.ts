import type { Case, CaseContext, Level } from "../case.js";

/** A property, before it is known of which chapter. */
export interface Property extends Pick<Case, "title" | "requirements" | "operations" | "features" | "why" | "profile"> {
  /** Last part of the id. */
  readonly name: string;
  /** `must` if absent. */
  readonly level?: Level;
  run(context: CaseContext): Promise<void>;
}

/**
 * The properties of a chapter as cases.
 *
 * @param chapter - the file of the specification, such as `05-header.md`; its name is the middle part of the ids
 */
export function casesOf(chapter: string, properties: readonly Property[]): Case[] {
  const layer = chapter.replace(/^\d+-|\.md$/g, "");
  return properties.map(({ name, level = "must", ...rest }) => ({
    id: `property/${layer}/${name}`,
    kind: "property",
    chapter,
    level,
    ...rest,
  }));
}
