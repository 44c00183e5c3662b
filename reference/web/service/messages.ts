/** What the service worker and the engine say to each other, over a channel of its own for each request. */

/** The service worker hands one end of a channel to every page; the page gives it to its engine. */
export const SERVE = "keepsake-serve";
/** A page says this now and then while a download runs: a service worker to which nobody speaks is stopped. */
export const AWAKE = "keepsake-awake";

/** What the service worker asks for, as the first message. */
export interface FileRequest {
  /** Below the page, such as `view/<session>/index.html`. */
  readonly path: string;
  /** The header of that name. */
  readonly range: string | null;
}

/** What comes first: the head of the answer. Null: this engine has nothing of the kind. */
export type FileHead = null | { readonly status: number; readonly headers: Readonly<Record<string, string>> };

/** Asked after the head, one for each piece. */
export type FileDemand = "pull" | "cancel";

/** The answer to "pull". */
export type FilePiece = { readonly piece: Uint8Array<ArrayBuffer> } | "done" | "failed";
