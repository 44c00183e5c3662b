/** Snapshots and marks: how both are sealed, damaged and asked for. Spec: Snapshots; Marks. */
import fc from "fast-check";
import type { Value, Values } from "../../case.js";
import { counter, exactly, key, part, shortId } from "../drawn.js";
import { epochFile, numberName, pad } from "../oracle.js";
import { encode, encodeNoisily, type Noise } from "../protobuf.js";

type Message = Readonly<Record<string, unknown>>;

/** What differs between the two. */
export interface Kind {
  readonly name: "snapshot" | "mark";
  readonly message: "Snapshot" | "Mark";
  readonly folder: string;
  /** The field that is the number in the name. */
  readonly number: "sequence" | "number";
}
export const SNAPSHOT: Kind = { name: "snapshot", message: "Snapshot", folder: "snapshots", number: "sequence" };
export const MARK: Kind = { name: "mark", message: "Mark", folder: "marks", number: "number" };

/** A file that is to be sealed. */
export interface DrawnFile {
  readonly vaultId: Uint8Array;
  readonly rootKey: Uint8Array;
  readonly epoch: number;
  readonly number: number;
  readonly salt: Uint8Array;
  /** What it says, epoch and number included. */
  readonly message: Message;
}

/** Files of a kind, of which `fields` says the rest. */
export const drawnFile = (kind: Kind, fields: (number: number) => fc.Arbitrary<Message>): fc.Arbitrary<DrawnFile> =>
  fc
    .record({ vaultId: shortId(), rootKey: key(), epoch: counter(), number: counter(), salt: exactly(24) })
    .chain((place) =>
      fields(place.number).map((rest) => ({
        ...place,
        message: { ...rest, epoch: place.epoch, [kind.number]: place.number },
      })),
    );

/** The file, of the canonical encoding or another one. */
export function fileOf(kind: Kind, drawn: DrawnFile, shape?: Noise): { file: Uint8Array; protobuf: Uint8Array } {
  const noisy = shape === undefined ? undefined : encodeNoisily(kind.message, drawn.message, shape);
  const bytes = noisy?.bytes ?? encode(kind.message, drawn.message);
  return { file: epochFile(kind.name, drawn, drawn.salt, pad(bytes)), protobuf: noisy?.canonical ?? bytes };
}

export const nameOf = (kind: Kind, { number }: DrawnFile): string => numberName(kind.folder, number);

/** What `decode` is asked. */
export const asked = (kind: Kind, drawn: DrawnFile, file: Uint8Array): Values => ({
  vaultId: drawn.vaultId,
  epochs: [{ epoch: drawn.epoch, rootKey: drawn.rootKey }],
  name: nameOf(kind, drawn),
  file,
});

/** A file that is damaged, or asked for as what it is not, and the code for that. */
export interface Wrong {
  readonly what: string;
  readonly args: Values;
  readonly code: string;
}

const flip = (bytes: Uint8Array, at: number, bit = 0): Uint8Array => {
  const other = bytes.slice();
  other[at]! ^= 1 << bit;
  return other;
};

/** Ways in which a file does not belong where it is read. */
export const wrongly = (kind: Kind, drawn: fc.Arbitrary<DrawnFile>): fc.Arbitrary<Wrong> =>
  fc
    .tuple(
      drawn,
      fc.constantFrom(
        "bit",
        "start",
        "cut",
        "longer",
        "key",
        "vault",
        "name",
        "epoch unknown",
        "padding",
        "length",
        "other number",
        "other epoch",
        "feature",
      ),
      part(),
      fc.nat(7),
    )
    .map(([given, what, where, bit]) => {
      const { file } = fileOf(kind, given);
      const malformed = `${kind.name}.malformed`;
      const auth = `${kind.name}.auth`;
      const args = (changed: Uint8Array, more: Values = {}): Values => ({ ...asked(kind, given, changed), ...more });
      const result = (changed: Uint8Array, code: string, more: Values = {}): Wrong => ({
        what,
        args: args(changed, more),
        code,
      });
      const epochs = (epoch: number, rootKey: Uint8Array): Value => [{ epoch, rootKey }];
      const other = given.epoch === 1 ? 2 : given.epoch - 1;
      const otherNumber = given.number === 1 ? 2 : given.number - 1;
      const bytes = encode(kind.message, given.message);
      const sealedAnew = (padded: Uint8Array) => epochFile(kind.name, given, given.salt, padded);
      switch (what) {
        case "bit":
          return result(flip(file, 18 + Math.floor(where * (file.length - 18)), bit), auth);
        case "start": {
          const at = Math.floor(where * 10);
          return result(flip(file, at, bit), at === 8 ? "input.unsupported-version" : malformed);
        }
        case "cut": {
          // Whether some plaintext has this sealed size decides which it is.
          const size = Math.floor(where * file.length);
          const sealed = size - 18;
          const isPossible = sealed >= 72 && (sealed - 56) % 16_400 >= 16;
          return result(file.subarray(0, size), isPossible ? auth : malformed);
        }
        case "longer":
          return result(new Uint8Array([...file, 0]), (file.length + 1 - 18 - 56) % 16_400 < 16 ? malformed : auth);
        case "key":
          return result(file, auth, { epochs: epochs(given.epoch, flip(given.rootKey, 5)) });
        case "vault":
          return result(file, auth, { vaultId: flip(given.vaultId, 3) });
        case "name":
          return result(file, auth, { name: numberName(kind.folder, otherNumber) });
        case "epoch unknown":
          return result(file, auth, { epochs: epochs(other, given.rootKey) });
        case "padding": {
          const padded = pad(bytes);
          // Where nothing is left to pad, a length field that is one too long.
          const at = padded.length === 8 + bytes.length ? 6 : padded.length - 1;
          return result(sealedAnew(flip(padded, at)), malformed);
        }
        case "length":
          return result(sealedAnew(new Uint8Array([...pad(bytes), ...new Uint8Array(256)])), malformed);
        case "other number": {
          const message = { ...given.message, [kind.number]: otherNumber };
          return result(sealedAnew(pad(encode(kind.message, message))), malformed);
        }
        case "other epoch": {
          const message = { ...given.message, epoch: other };
          return result(sealedAnew(pad(encode(kind.message, message))), malformed);
        }
        default: {
          const message =
            kind.name === "mark"
              ? { ...given.message, writerId: new Uint8Array(15) }
              : { ...given.message, requiredFeatures: [3] };
          const code = kind.name === "mark" ? malformed : "input.unsupported-version";
          return result(sealedAnew(pad(encode(kind.message, message))), code);
        }
      }
    });
