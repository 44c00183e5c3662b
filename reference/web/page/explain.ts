import { html, nothing, type TemplateResult } from "lit-html";
import { KeepsakeError } from "../../core/errors.js";
import { passkeyFailure } from "../../passkey/index.js";
import { T } from "./texts.js";

/** An error as a person reads it. */
interface Explained {
  readonly message: string;
  readonly next: string;
  /** Absent if there is nothing to look up: the person cancelled. */
  readonly code?: string;
}

const { next } = T.errors;

const BY_CODE: Readonly<Record<string, string>> = {
  "key.no-matching-slot": next.wrongKey,
  "key.last-slot": next.addKey,
  "input.truncated": next.copyAgain,
  "input.trailing-data": next.copyAgain,
  "input.malformed": next.anotherFile,
  "input.unsupported-version": next.newer,
  "archive.malformed": next.copyAgain,
  "archive.duplicate": next.copyAgain,
  "header.missing": next.anotherFile,
  "object.missing": next.copyAgain,
  "object.truncated": next.copyAgain,
  "store.unavailable": next.wait,
};

const BY_NAME: Readonly<Record<string, readonly [message: string, next: string]>> = {
  AbortError: [T.errors.cancelled, next.cancelled],
  QuotaExceededError: [T.errors.full, next.full],
  NotFoundError: [T.errors.unreadable, next.fileAgain],
  NotReadableError: [T.errors.unreadable, next.fileAgain],
};

function nextOf(error: KeepsakeError): string {
  const failure = passkeyFailure(error);
  // There is a passkey then, and no slot for it.
  if (failure?.step === "confirm" || failure?.step === "compare") return T.errors.unusedPasskey;
  // Sentences about passkeys and exports end with what to do.
  if (failure !== undefined || typeof error.details.reason === "string") return "";
  const group = error.code.slice(0, error.code.indexOf("."));
  if (group === "header" || group === "snapshot" || group === "object") return BY_CODE[error.code] ?? next.other;
  return BY_CODE[error.code] ?? "";
}

/** @returns what happened, what to do next, and the code */
export function explain(error: unknown): Explained {
  if (error instanceof KeepsakeError) {
    // On this page it has the name that chat apps give it.
    const message = error.message.replace(/\brecovery key/g, T.keys.recoveryKey);
    return { message, next: nextOf(error), code: error.code };
  }
  const name = error instanceof Error ? error.name : "Error";
  const known = BY_NAME[name];
  if (known !== undefined) {
    const [message, next] = known;
    return { message, next, ...(name === "AbortError" ? {} : { code: name }) };
  }
  if (error instanceof RangeError) return { message: error.message, next: "", code: name };
  const text = error instanceof Error ? error.message : String(error);
  return { message: T.errors.unexpected, next: next.reload, code: `${name} ${text}` };
}

/** The notice about an error. What the person cancelled is no alarm. */
export function errorNotice(error: unknown): TemplateResult | typeof nothing {
  if (error === undefined) return nothing;
  const { message, next, code } = explain(error);
  return html`<div class="notice ${code === undefined ? "careful" : "bad"}" role="alert">
    <p><b>${message}</b></p>
    ${next === "" ? nothing : html`<p>${next}</p>`}
    ${code === undefined ? nothing : html`<p><small>${T.errors.code(code)}</small></p>`}
  </div>`;
}
