/** Why an export was refused before it wrote anything. */
export type ExportProblem = "target-not-empty" | "target-not-a-folder" | "chat-not-found" | "chat-ambiguous";

/** A chat, as a person can tell it from others. */
export interface NamedChat {
  readonly id: string;
  readonly title: string;
}

/** Something that the user can put right, unlike damage or a failing disk. */
export class ExportError extends Error {
  override readonly name = "ExportError";
  readonly problem: ExportProblem;
  /** The chats that a name fits, or all there are if it fits none. */
  readonly chats: readonly NamedChat[];

  constructor(problem: ExportProblem, message: string, chats: readonly NamedChat[] = []) {
    super(message);
    this.problem = problem;
    this.chats = chats;
  }
}
