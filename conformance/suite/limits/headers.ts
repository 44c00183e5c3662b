import { concat, u32 } from "../../../reference/core/bytes.js";
import {
  authenticFile,
  detailsMessage,
  EPOCH,
  type HeaderParts,
  headerMessage,
  REVISION,
  ROOT_KEY,
  recoveryKeySlot,
  slotInfo,
  slotOf,
  unauthenticFile,
} from "./header-file.js";
import { accepted, type Limit, type Probe, rejected } from "./limit.js";
import { limitOf } from "./table.js";
import * as wire from "./wire.js";

const MALFORMED = "header.malformed";
const SHARED = {
  chapter: "05-header.md",
  operation: "header.parse",
  requirements: ["header-fields", "limits-accept"],
  why: "Steps 1 to 8 of reading look at sizes and counts before any key is there, so they hold for anyone's file.",
};

function parse(what: string, parts: HeaderParts, isAccepted: boolean): Probe {
  return parseMessage(what, headerMessage(parts), isAccepted);
}

function parseMessage(what: string, message: Uint8Array, isAccepted: boolean): Probe {
  const args = { file: unauthenticFile(message), revision: REVISION };
  return { what, args, expectation: isAccepted ? accepted({ revision: REVISION }) : rejected(MALFORMED) };
}

/** A field of so many bytes: exactly the limit is right, one less and one more are not. */
function exactly(row: string, field: (size: number) => HeaderParts): Limit {
  return {
    ...SHARED,
    name: `header/${row}`,
    row,
    title: `The size of ${row}`,
    *probes() {
      const size = limitOf(row);
      yield parse(`${size} bytes`, field(size), true);
      for (const other of [0, size - 1, size + 1, 2 * size]) yield parse(`${other} bytes`, field(other), false);
    },
  };
}

/** A field or list up to a limit. */
function upTo(row: string, field: (size: number) => HeaderParts): Limit {
  return {
    ...SHARED,
    name: `header/${row}`,
    row,
    title: `The limit ${row} of a header`,
    *probes() {
      const size = limitOf(row);
      yield parse(`${size}`, field(size), true);
      yield parse(`${size + 1}`, field(size + 1), false);
    },
  };
}

function passkeySlot({ rpId = "a", credentialId = 16, transports = [] as string[] }): HeaderParts {
  const names = transports.map((name) => wire.bytes(3, name));
  const passkey = wire.bytes(17, wire.bytes(1, rpId), wire.bytes(2, new Uint8Array(credentialId).fill(1)), ...names);
  return { slots: slotOf(slotInfo(1, passkey)) };
}

const parseLimits: readonly Limit[] = [
  exactly("vault-id", (size) => ({ vaultId: wire.bytes(1, new Uint8Array(size).fill(1)) })),
  exactly("prf-salt", (size) => ({ prfSalt: wire.bytes(4, new Uint8Array(size).fill(1)) })),
  exactly("sealed-root-key", (size) => ({ slots: recoveryKeySlot(1, size) })),
  exactly("slot-id", (size) => ({
    slots: slotOf(
      concat(wire.bytes(1, new Uint8Array(size).fill(1)), wire.bytes(2, new Uint8Array(32).fill(1)), wire.bytes(16)),
    ),
  })),
  exactly("slot-salt", (size) => ({
    slots: slotOf(
      concat(wire.bytes(1, new Uint8Array(16).fill(1)), wire.bytes(2, new Uint8Array(size).fill(1)), wire.bytes(16)),
    ),
  })),
  upTo("slots", (count) => ({ slots: wire.repeated(count, recoveryKeySlot) })),
  upTo("slot-info", (size) => ({ slots: slotOf(wire.filled(slotInfo(1, wire.bytes(16)), size)) })),
  upTo("unknown-sealed-root-key", (size) => ({ slots: slotOf(slotInfo(1), size) })),
  upTo("relying-party-id", (size) => passkeySlot({ rpId: "a".repeat(size) })),
  upTo("credential-id", (size) => passkeySlot({ credentialId: size })),
  upTo("transports", (count) => passkeySlot({ transports: Array.from({ length: count }, String) })),
  upTo("transport", (size) => passkeySlot({ transports: ["a".repeat(size)] })),
  {
    ...SHARED,
    name: "header/header",
    row: "header",
    title: "The size of a header",
    requirements: ["header-size-limit", "limits-accept"],
    *probes() {
      const size = limitOf("header");
      yield parseMessage(`${size} bytes`, wire.filled(headerMessage(), size), true);
      yield parseMessage(`${size + 1} bytes`, wire.filled(headerMessage(), size + 1), false);
    },
  },
  {
    ...SHARED,
    name: "header/claimed-size",
    isClaim: true,
    title: "A header that says it is larger than it is",
    requirements: ["header-size-limit", "header-length"],
    *probes() {
      const file = unauthenticFile(headerMessage());
      for (const claimed of [0, 1, file.length, 2 ** 20, 2 ** 20 + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
        const changed = file.slice();
        changed.set(u32(claimed), 10);
        yield {
          what: `n is ${claimed}`,
          args: { file: changed, revision: REVISION },
          expectation: rejected(MALFORMED),
        };
      }
    },
  },
  {
    ...SHARED,
    name: "header/number",
    row: "number",
    title: "Numbers of a header",
    requirements: ["number-limit", "header-fields"],
    *probes() {
      const most = Number.MAX_SAFE_INTEGER;
      yield parse("the last epoch", { epoch: wire.number(2, most) }, true);
      const file = unauthenticFile(headerMessage({ revision: wire.number(3, most) }));
      const expectation = accepted({ revision: most });
      yield { what: "the last revision", args: { file, revision: most }, expectation };
      for (const number of [0, ...wire.TOO_LARGE]) {
        yield parse(`epoch ${number}`, { epoch: wire.number(2, number) }, false);
        yield parse(`revision ${number}`, { revision: wire.number(3, number) }, false);
      }
    },
  },
  {
    ...SHARED,
    name: "header/lengths-past-the-end",
    isClaim: true,
    title: "Fields of a header that say they are longer than it",
    requirements: ["proto-overrun", "header-protobuf"],
    *probes() {
      for (const length of [10_000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, ...wire.TOO_LARGE]) {
        yield parse(`details of ${length} bytes`, { sealedDetails: wire.overrun(6, length) }, false);
        yield parse(`a slot of ${length} bytes`, { slots: wire.overrun(5, length), sealedDetails: concat() }, false);
        yield parse(`a description of ${length} bytes`, { slots: wire.bytes(5, wire.overrun(1, length)) }, false);
      }
    },
  },
  {
    ...SHARED,
    name: "header/very-many-slots",
    isClaim: true,
    title: "Hundreds of thousands, and a million, of slots",
    requirements: ["header-fields", "header-size-limit"],
    *probes() {
      const empty = wire.bytes(5);
      const slots = (count: number) => new Uint8Array(count * empty.length).map((_, i) => empty[i % empty.length]!);
      const room = limitOf("header") - headerMessage({ slots: concat() }).length;
      yield parse("as many empty slots as a header can hold", { slots: slots(Math.floor(room / 2)) }, false);
      yield parse("a million empty slots", { slots: slots(1_000_000) }, false);
      yield parse("thousands of slots", { slots: wire.repeated(4000, recoveryKeySlot) }, false);
    },
  },
];

function open(what: string, file: Uint8Array, isAccepted: boolean): Probe {
  const secret = { kind: "root-key", epoch: EPOCH, rootKey: ROOT_KEY };
  const args = { file, revision: REVISION, secret };
  return { what, args, expectation: isAccepted ? accepted({ rootKey: ROOT_KEY }) : rejected(MALFORMED) };
}

const OPEN = {
  ...SHARED,
  operation: "header.open",
  requirements: ["header-details-malformed", "limits-accept"],
  why: "Who holds the root key can write any details: what breaks a rule is refused, and everything else accepted.",
};

/** A former epoch; none has a snapshot. */
const formerEpoch = (epoch: number, rootKey = 32) =>
  wire.bytes(5, wire.number(1, epoch), wire.bytes(2, new Uint8Array(rootKey).fill(9)));

const openLimits: readonly Limit[] = [
  {
    ...OPEN,
    name: "header/writer-id",
    row: "writer-id",
    title: "The size of a writer id",
    async *probes() {
      const size = limitOf("writer-id");
      for (const other of [size, 0, size - 1, size + 1]) {
        const details = wire.bytes(1, new Uint8Array(other).fill(1));
        yield open(`${other} bytes`, await authenticFile(details), other === size);
      }
    },
  },
  {
    ...OPEN,
    name: "header/root-key",
    row: "root-key",
    title: "The size of a former root key",
    async *probes() {
      const size = limitOf("root-key");
      for (const other of [size, 0, size - 1, size + 1]) {
        yield open(`${other} bytes`, await authenticFile(detailsMessage(formerEpoch(1, other))), other === size);
      }
    },
  },
  {
    ...OPEN,
    name: "header/former-epochs",
    row: "former-epochs",
    title: "The number of former epochs",
    async *probes() {
      const most = limitOf("former-epochs");
      for (const count of [most, most + 1]) {
        const details = detailsMessage(wire.repeated(count, (i) => formerEpoch(i + 1)));
        yield open(`${count} epochs`, await authenticFile(details), count === most);
      }
    },
  },
  {
    ...OPEN,
    name: "header/name",
    row: "name",
    title: "The size of the name of a writer",
    async *probes() {
      const most = limitOf("name");
      for (const name of ["a".repeat(most), "é".repeat(most / 2)]) {
        yield open(`${most} bytes`, await authenticFile(detailsMessage(wire.bytes(2, name))), true);
        yield open(`${most + 1} bytes`, await authenticFile(detailsMessage(wire.bytes(2, `${name}a`))), false);
      }
    },
  },
  {
    ...OPEN,
    name: "header/large-details",
    title: "Details of half a mebibyte",
    requirements: ["limits-accept", "proto-keep-unknown"],
    async *probes() {
      yield open("unknown fields", await authenticFile(wire.filled(detailsMessage(), 500_000)), true);
    },
  },
];

/** Limits of headers. */
export const headerLimits: readonly Limit[] = [...parseLimits, ...openLimits];
