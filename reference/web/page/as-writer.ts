import { KeepsakeError } from "../../core/errors.js";
import type { App } from "./app.js";
import { confirmed } from "./ask.js";
import { T } from "./texts.js";

/** Writes to the vault of this browser; if another one wrote last, asks whether this one goes on in its place. */
export async function asWriter<T>(app: App, write: (takeOver: boolean) => Promise<T>): Promise<T> {
  try {
    return await write(false);
  } catch (error) {
    if (!isOtherWriter(error)) throw error;
    const question = { title: T.takeOver.title, text: [T.takeOver.text], button: T.goOn };
    if (!(await confirmed(app, question))) throw new DOMException(T.errors.cancelled, "AbortError");
    return write(true);
  }
}

function isOtherWriter(error: unknown): boolean {
  return error instanceof KeepsakeError && error.code === "store.conflict" && error.details.reason === "other-writer";
}
