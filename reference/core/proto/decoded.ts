/**
 * A message as the decoder returns it: a plain object with all its fields. What was not written has its default, or is
 * null if it is a message, a member of a oneof or an `optional` field.
 */
export type Decoded<T> = T extends Uint8Array | string | number | boolean
  ? T
  : T extends readonly (infer Element)[]
    ? readonly Decoded<Element>[]
    : { [K in keyof Omit<T, "$unknowns">]-?: DecodedField<Exclude<T[K & keyof T], undefined>> } & {
        $unknowns?: readonly Uint8Array[];
      };

/** A field of a decoded message. */
export type DecodedField<T> = null extends T ? Decoded<NonNullable<T>> | null : Decoded<T>;
