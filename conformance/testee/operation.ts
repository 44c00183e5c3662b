import type { CryptoProvider } from "../../reference/core/provider.js";
import type { Values } from "../suite/case.js";

/** What every operation has at hand. */
export interface Bench {
  readonly provider: CryptoProvider;
}

/**
 * Does one operation of the protocol: takes `args` with bytes as `Uint8Array`, and gives `ok` in the same form.
 *
 * @throws KeepsakeError where the implementation refuses, {@link Rejected} where the protocol wants to know more,
 * MalformedRequest for arguments that the protocol does not allow
 */
export type Operation = (args: Values, bench: Bench) => Values | Promise<Values>;

/** Operations by name. */
export type Operations = Readonly<Record<string, Operation>>;

/** A refusal with more than an error of the reference says. */
export class Rejected extends Error {
  readonly code: string;
  readonly details: Values;

  constructor(code: string, message: string, details: Values = {}, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.details = details;
  }
}
