/** What a long operation is doing. */
export interface Progress {
  /** Part of the work, in the order given by the operation. */
  readonly phase: "read" | "seal" | "restore" | "check" | "pack" | "unpack" | "copy" | "prune";
  /** Bytes of content finished. */
  readonly bytesDone: number;
  /** Bytes in all, or a little more, where they are known before. */
  readonly bytesTotal?: number;
  /** The file or attachment just worked on. */
  readonly name: string;
}

/** What every long operation takes. */
export interface OperationOptions {
  /** Called now and then. Must not throw. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the operation between two steps; the error is the signal's reason. Nothing is left half-done. */
  readonly signal?: AbortSignal;
}
