import type { ErrorCode } from "../../reference/core/errors.js";

/** A value of a vector; bytes become hexadecimal text or a file when the layer is written. */
export type Value = null | boolean | number | string | Uint8Array | Repeated | readonly Value[] | Values;
/** Named values. */
export interface Values {
  readonly [name: string]: Value;
}

/** A byte string that is too long to be written out: `unit` again and again, cut at `length`. */
export class Repeated {
  readonly unit: Uint8Array;
  readonly length: number;

  constructor(unit: Uint8Array, length: number) {
    this.unit = unit;
    this.length = length;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.unit[i % this.unit.length]!;
    return bytes;
  }
}

/** What every vector has. */
interface Common {
  /** Unique over all files, and never used again for something else. */
  readonly id: string;
  readonly title: string;
  /** Slugs of the specification. */
  readonly requirements: readonly string[];
  readonly operation: string;
  readonly inputs: Values;
  /** Why this vector is here. */
  readonly comment: string;
}

/** A vector that has a result. */
export interface Accepted extends Common {
  readonly ok: Values;
  readonly intermediates?: Values;
}

/** A vector that must fail, with one fault. */
export interface Rejected extends Common {
  readonly reject: Rejection;
  /** The accepted vector from which this one differs by the mutation. */
  readonly parent: string;
  readonly mutation: string;
}

/** How a vector must fail. */
export interface Rejection extends Values {
  readonly code?: ErrorCode;
}

/** One file of vectors. */
export interface Layer {
  readonly layer: string;
  /** The chapter, relative to this repository. */
  readonly spec: string;
  readonly notes: readonly string[];
  readonly vectors: readonly (Accepted | Rejected)[];
}

/** The content that a streaming reader may have given out before it failed. */
export function released(content: Uint8Array, sha256: (data: Uint8Array) => Uint8Array): Values {
  return { length: content.length, sha256: sha256(content) };
}
