import type { Values } from "../suite/case.js";
import { vaultArtifacts } from "./artifacts-vault.js";
import { bytes, contents, library, ok, paperSecret } from "./sample.js";
import { demand, type Side } from "./side.js";

/** Something that one implementation writes, and another reads. */
export interface Artifact {
  readonly name: string;
  /** @throws NotDone */
  write(producer: Side): Promise<Values>;
  /** Reads it, and compares what was read with what the producer was given. @throws NotDone */
  read(consumer: Side, written: Values, producer: Side): Promise<void>;
}

const recoveryKey: Artifact = {
  name: "recovery key",
  write: (producer) => producer("recovery-key.generate", {}),
  async read(consumer, { digits }) {
    const shown = String(digits).replace(/(.{8})(?=.)/g, "$1 ");
    demand("recovery-key.parse", await consumer("recovery-key.parse", { text: shown }), { digits });
  },
};

const sealed: Artifact = {
  name: "sealed bytes",
  async write(producer) {
    const [key, context, salt] = [await bytes("key"), await bytes("context"), await bytes("salt", 24)];
    const plaintext = new Uint8Array(40_000).map((_, index) => index % 251);
    const { ciphertext } = await producer("sealed.seal", { key, context, salt, plaintext });
    return { key, context, ciphertext, plaintext };
  },
  async read(consumer, { plaintext, ...args }) {
    demand("sealed.open", await consumer("sealed.open", args), { plaintext });
  },
};

async function writeSlot(producer: Side): Promise<Values> {
  const { vaultId, epoch, rootKey, slotId, slotSalt } = await contents();
  const secret = await paperSecret();
  const { info } = await producer("slot.info", { slotId, salt: slotSalt });
  const sealSalt = await bytes("slot seal", 24);
  const { sealedRootKey } = await producer("slot.wrap", { vaultId, epoch, info, rootKey, sealSalt, secret });
  return { info, sealedRootKey };
}

const slot: Artifact = {
  name: "key slot",
  write: writeSlot,
  async read(consumer, written) {
    const { vaultId, epoch, rootKey } = await contents();
    const args = { vaultId, epoch, slots: [written], secret: await paperSecret() };
    demand("slot.unwrap", await consumer("slot.unwrap", args), { rootKey });
  },
};

const header: Artifact = {
  name: "header",
  async write(producer) {
    const { vaultId, epoch, rootKey, prfSalt, details } = await contents();
    const sealSalt = await bytes("header seal", 24);
    const slots = [await writeSlot(producer)];
    const args = { vaultId, epoch, revision: 1, rootKey, prfSalt, slots, details, sealSalt };
    return producer("header.build", args);
  },
  async read(consumer, { file }) {
    const { rootKey, details } = await contents();
    const args = { file, revision: 1, secret: await paperSecret() };
    demand("header.open", await consumer("header.open", args), { rootKey, details });
  },
};

const OBJECT_TYPE_ATTACHMENT = 2;

const object: Artifact = {
  name: "object",
  async write(producer) {
    const { vaultId, epoch, rootKey } = await contents();
    const content = new Uint8Array(100_000).map((_, index) => index % 241);
    const args = { vaultId, epoch, rootKey, type: OBJECT_TYPE_ATTACHMENT, generation: 0, identity: "photo", content };
    const { reference, file } = await producer("object.seal", { ...args, seed: await bytes("object seed") });
    return { reference, file, content };
  },
  async read(consumer, { reference, file, content }) {
    const { vaultId } = await contents();
    const args = { vaultId, type: OBJECT_TYPE_ATTACHMENT, reference, file };
    demand("object.read", await consumer("object.read", args), { content });
  },
};

/** The messages of the library: all frames of a segment have to be of one kind. */
const messages = (library.frames as readonly Uint8Array[]).slice(4, 6);

const segment: Artifact = {
  name: "segment",
  write: (producer) => producer("segment.encode", { frames: messages }),
  async read(consumer, { content }) {
    const checked = await Promise.all(messages.map((frame) => ok("frame.validate", { frame })));
    const args = { content, frameCount: messages.length, first: checked[0]!.orderKey, last: checked.at(-1)!.orderKey };
    demand("segment.decode", await consumer("segment.decode", args), { frames: checked.map(({ json }) => json!) });
  },
};

/** A snapshot or a mark. */
function epochFile(name: "snapshot" | "mark"): Artifact {
  return {
    name,
    async write(producer) {
      const { vaultId, epoch, rootKey, [name]: protobuf } = await contents();
      const sealSalt = await bytes(`${name} seal`, 24);
      return producer(`${name}.encode`, { vaultId, epoch, rootKey, protobuf, sealSalt });
    },
    async read(consumer, { name: fileName, file }) {
      const { vaultId, epoch, rootKey, [name]: protobuf } = await contents();
      const args = { vaultId, epochs: [{ epoch, rootKey }], name: fileName, file };
      demand(`${name}.decode`, await consumer(`${name}.decode`, args), { protobuf });
    },
  };
}

const archive: Artifact = {
  name: "archive",
  write: async (producer) => producer("archive.pack", { files: (await contents()).files }),
  async read(consumer, { file }) {
    const { files } = await contents();
    demand("archive.unpack", await consumer("archive.unpack", { file }), { files });
  },
};

/** All of them, from the smallest to whole vaults. */
export const ARTIFACTS: readonly Artifact[] = [
  ...[recoveryKey, sealed, slot, header, object, segment, epochFile("snapshot"), epochFile("mark"), archive],
  ...vaultArtifacts,
];
