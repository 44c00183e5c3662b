import { type ErrorCode, KeepsakeError } from "./errors.js";

/** Something wrong that was met and worked around. Named like an error, because alone it would have been one. */
export interface Problem {
  readonly code: ErrorCode;
  /** One sentence for a person. */
  readonly message: string;
  /** The stored file, if it is about one. */
  readonly name?: string;
  /** Which of several causes of this code it is, where what to do next depends on it. */
  readonly reason?: string;
}

/** An error as a problem. Rethrows whatever is not a `KeepsakeError`: that is no damage but a fault of a program. */
export function problemOf(error: unknown, name?: string): Problem {
  if (!(error instanceof KeepsakeError)) throw error;
  const where = name ?? error.details.name;
  const { reason } = error.details;
  return {
    code: error.code,
    message: error.message,
    ...(where === undefined ? {} : { name: where }),
    ...(typeof reason === "string" ? { reason } : {}),
  };
}

/** As {@link problemOf}, for files that decide what the vault is: a store that fails is not one that lacks a file. */
export function damageOf(error: unknown, name?: string): Problem {
  if (error instanceof KeepsakeError && error.code === "store.unavailable") throw error;
  return problemOf(error, name);
}

/** A problem as the error that it is where it cannot be worked around. */
export function errorOf({ code, message, name, reason }: Problem): KeepsakeError {
  const details = { ...(name === undefined ? {} : { name }), ...(reason === undefined ? {} : { reason }) };
  return new KeepsakeError(code, message, details);
}

const keyOf = ({ code, name }: Problem) => `${code} ${name}`;
/** What is in a list, so that a store full of junk takes no longer than it takes to read it. */
const knownIn = new WeakMap<Problem[], Set<string>>();

/** Adds a problem unless it is known. Lists are added to by this function only. */
export function addProblem(problems: Problem[], problem: Problem): void {
  const known = knownIn.get(problems) ?? new Set(problems.map(keyOf));
  knownIn.set(problems, known);
  const key = keyOf(problem);
  if (known.has(key)) return;
  known.add(key);
  problems.push(problem);
}
