/** One fault that a real implementation could have: an edit of the reference that breaks one requirement. */
export interface Mutant {
  /** Slug of the requirement that it breaks. */
  readonly requirement: string;
  /** What the implementation does wrong, in a few words. Names the mutant together with the requirement. */
  readonly mistake: string;
  /** Below `reference/`. */
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** How a mutant is called in reports and on the command line. */
export const mutantId = ({ requirement, mistake }: Mutant): string =>
  `${requirement}/${mistake
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-|-$/gu, "")}`;
