/**
 * A message as the decoder returns it: fields without presence are always there, with their default if they were not
 * written; a message, a member of a oneof or an `optional` field that was not written is null.
 */
export type Decoded<T> = T extends Uint8Array | string | number | boolean
  ? T
  : T extends (infer Element)[]
    ? Decoded<Element>[]
    : { [K in keyof Omit<T, "$unknowns">]-?: DecodedField<Exclude<T[K & keyof T], undefined>> } & {
        $unknowns?: Uint8Array[];
      };

type DecodedField<T> = null extends T ? Decoded<NonNullable<T>> | null : Decoded<T>;
