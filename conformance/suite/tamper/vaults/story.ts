import type { Values } from "../../case.js";
import { bytesOf, filesOf, type Inputs, loadVector } from "../../vectors/load.js";
import { secretOf } from "../../vectors/secret.js";

/** Files of a vault by name. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** A vault of three epochs, what one can have kept of its past, and another vault of the same person. */
export interface Story {
  readonly vaultId: Uint8Array;
  readonly files: Files;
  readonly secret: Values;
  /** What a device remembers that saw all of it. */
  readonly state: Uint8Array;
  /** Headers of revisions 1 and 2, which were deleted since. */
  readonly oldHeaders: Files;
  readonly foreign: Files;
  /** Root keys of the epochs 1 to 3. */
  readonly rootKeys: readonly { readonly epoch: number; readonly rootKey: Uint8Array }[];
}

function headersOf(files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith("headers/")));
}

/** Reads the story of the vectors. */
export function readStory(): Story {
  const { inputs } = loadVector("vault", "vault-open-remembered");
  const { intermediates } = loadVector("vault", "vault-story");
  const { expect: created } = loadVector("vault", "vault-created");
  const rolledBack = loadVector("vault", "vault-header-rollback").inputs;
  return {
    vaultId: bytesOf(intermediates.vaultId),
    files: filesOf(inputs.files),
    secret: secretOf(inputs.secret),
    state: bytesOf(inputs.deviceState),
    oldHeaders: { ...headersOf(filesOf(created.ok.files)), ...headersOf(filesOf(rolledBack.files)) },
    foreign: filesOf(loadVector("vault", "vault-restore-example").inputs.files),
    rootKeys: intermediates.epochs.map(({ epoch, rootKey }: Inputs) => ({ epoch, rootKey: bytesOf(rootKey) })),
  };
}
