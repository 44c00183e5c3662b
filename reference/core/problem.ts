import { type ErrorCode, KeepsakeError } from "./errors.js";

/** Something wrong that was met and worked around. Named like an error, because alone it would have been one. */
export interface Problem {
  readonly code: ErrorCode;
  /** One sentence for a person. */
  readonly message: string;
  /** The stored file, if it is about one. */
  readonly name?: string;
}

/** An error as a problem. Rethrows whatever is not a `KeepsakeError`: that is no damage but a fault of a program. */
export function problemOf(error: unknown, name?: string): Problem {
  if (!(error instanceof KeepsakeError)) throw error;
  const where = name ?? error.details.name;
  return { code: error.code, message: error.message, ...(where === undefined ? {} : { name: where }) };
}

/** As {@link problemOf}, for files that decide what the vault is: a store that fails is not one that lacks a file. */
export function damageOf(error: unknown, name?: string): Problem {
  if (error instanceof KeepsakeError && error.code === "store.unavailable") throw error;
  return problemOf(error, name);
}

/** A problem as the error that it is where it cannot be worked around. */
export function errorOf({ code, message, name }: Problem): KeepsakeError {
  return new KeepsakeError(code, message, name === undefined ? {} : { name });
}

/** Adds a problem unless it is known. */
export function addProblem(problems: Problem[], problem: Problem): void {
  if (!problems.some(({ code, name }) => code === problem.code && name === problem.name)) problems.push(problem);
}
