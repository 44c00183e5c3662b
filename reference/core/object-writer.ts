import { zeroize } from "./bytes.js";
import { currentEpoch } from "./epochs.js";
import { createIdMap, type ReadonlyIdMap } from "./id-map.js";
import { objectName } from "./names.js";
import {
  createReference,
  type ObjectDescription,
  type ObjectType,
  type Reference,
  storedObjectSize,
} from "./object.js";
import { listWhole, type ObjectList } from "./object-list.js";
import { SEALED_PIECE, sealHeldObject, sealObject } from "./object-seal.js";
import { objectSource } from "./object-source.js";
import { startObject } from "./object-start.js";
import type { Bytes } from "./pieces.js";
import { createReusedMemory } from "./reused-memory.js";
import type { TakenFile } from "./store.js";
import type { Vault } from "./vault.js";

/** What one backup put into the store, or found there. */
export interface WriteCounts {
  /** Objects and stored bytes that were uploaded. */
  stored: { objects: number; bytes: number };
  /** Objects and stored bytes that were there already. */
  reused: { objects: number; bytes: number };
}

/** Puts the objects of one backup. */
export interface ObjectWriter {
  /** The reference to an object of generation 0 that is stored and on no mark; undefined if it is not. */
  find(description: ObjectDescription): Promise<Reference | undefined>;
  /** Takes a reference of the parent, marked or not, if its object is stored whole. */
  reuse(reference: Reference): boolean;
  /**
   * Stores an object unless it is there.
   *
   * @param content - in memory, where it has been since it was hashed; or read, and compared with the description; or a
   * file that the store has taken
   * @throws what reading `content` throws, object.size, object.digest
   */
  put(description: ObjectDescription, content: () => Bytes | TakenFile): Promise<Reference>;
  /** Where single objects are asked for, what the parent has counts as stored. [@write-rely-on-parent] */
  readonly reliesOnParent: boolean;
  /** Does so no longer. */
  stopRelying(): Promise<void>;
  /** Everything that was found, reused or put: lengths by id. */
  readonly used: ReadonlyIdMap;
  readonly counts: WriteCounts;
}

/**
 * Starts to put objects.
 *
 * @param listed - what the store lists; kept up to date
 * @param marked - ids that marks list; such an object may be deleted at any time
 */
export function createObjectWriter(vault: Vault, listed: ObjectList, marked: ReadonlyIdMap): ObjectWriter {
  const { store, provider, vaultId, randomness } = vault;
  const { keys } = currentEpoch(vault);
  const memory = createReusedMemory();
  const used = createIdMap();
  const counts: WriteCounts = { stored: { objects: 0, bytes: 0 }, reused: { objects: 0, bytes: 0 } };

  function use(reference: Reference, kind: keyof WriteCounts): Reference {
    if (!used.has(reference.id)) {
      counts[kind].objects++;
      counts[kind].bytes += storedObjectSize(reference.length);
    }
    used.set(reference.id, reference.length);
    return reference;
  }

  const reliesOnParent = () => listed.lookUp !== undefined;
  const isStored = ({ id, length }: Reference) => listed.get(id) === storedObjectSize(length);

  async function putSealed(
    type: ObjectType,
    reference: Reference,
    bytes: Bytes | TakenFile,
  ): Promise<"stored" | "exists"> {
    if ("put" in bytes) {
      const start = await startObject(provider, vaultId, type, reference, randomness);
      try {
        return await bytes.put(start);
      } finally {
        zeroize(start.key);
      }
    }
    const lent = store.releasesPieces ? memory.take(SEALED_PIECE) : undefined;
    const sealed =
      bytes instanceof Uint8Array
        ? sealHeldObject(provider, vaultId, type, reference, bytes, randomness, lent)
        : sealObject(provider, vaultId, type, reference, bytes, randomness, lent);
    try {
      return await store.putIfAbsent(objectName(reference.id), sealed);
    } finally {
      if (lent !== undefined) memory.give(lent);
    }
  }

  return {
    used,
    counts,
    get reliesOnParent() {
      return reliesOnParent();
    },
    stopRelying: () => listWhole(store, listed),
    async find(description) {
      // [@write-current-epoch]
      const reference = await createReference(provider, keys, description);
      await listed.lookUp?.(reference.id, reference.length);
      return isStored(reference) && !marked.has(reference.id) ? use(reference, "reused") : undefined;
    },
    reuse(reference) {
      if (!reliesOnParent() && !isStored(reference)) return false;
      use(reference, "reused");
      return true;
    },
    async put(description, content) {
      // A marked object may vanish, and one of a wrong size cannot be replaced: both are left to prune.
      for (let generation = 0; ; generation++) {
        // [@object-id] [@object-generation]
        const reference = await createReference(provider, keys, { ...description, generation });
        if (marked.has(reference.id)) continue;
        await listed.lookUp?.(reference.id, reference.length);
        // [@write-skip-existing] [@object-exists-size]
        if (isStored(reference)) return use(reference, "reused");
        if (listed.has(reference.id)) continue;
        // [@object-put-if-absent]
        if ((await putSealed(description.type, reference, content())) === "stored") {
          listed.set(reference.id, storedObjectSize(reference.length));
          return use(reference, "stored");
        }
        // Stored since it was listed.
        listed.set(reference.id, (await objectSource(store, reference))?.size ?? 0);
        if (isStored(reference)) return use(reference, "reused");
      }
    },
  };
}
