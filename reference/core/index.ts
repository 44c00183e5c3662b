/**
 * Keepsake: end-to-end encrypted backups of chats.
 *
 * {@link createVault} makes a vault in a {@link Store}, {@link openVault} opens one with a recovery key or a passkey,
 * {@link backup} puts chats into it, {@link readFrames} and {@link restoreAll} get them back. Everything runs in Node and
 * in browsers; `keepsake/node` adds folders and files.
 *
 * @module
 */

// Making and opening vaults. Spec: Vault.

export { decodeState, deviceState, encodeState, type RememberedState } from "./device-state.js";
export type { Epoch } from "./epochs.js";
export type { Loss } from "./loss.js";
export type { Problem } from "./problem.js";
export type { OperationOptions, Progress } from "./progress.js";
export type { AskPasskey, PasskeyAnswer, Secret } from "./secret.js";
export type { Unlock } from "./unlock-vault.js";
export { closeVault, type OpenOptions, openVault, type Vault } from "./vault.js";
export { type CreateOptions, createVault } from "./vault-create.js";

// Keys of a vault. Spec: Key slots, header, epochs.

export { type ParsedHeader, parseHeader } from "./header.js";
export type { ListedHeader } from "./header-choose.js";
export { readHeaders } from "./header-list.js";
export type { ParsedSlot } from "./slot.js";
export {
  addSlot,
  type DeletedHeader,
  listSlots,
  type NewSlot,
  type RemoveOptions,
  type RepairOptions,
  type RotateOptions,
  type Rotation,
  removeSlot,
  repair,
  rotate,
  type SlotSummary,
  type SlotToAdd,
  takeOver,
  type WriteOptions,
} from "./slots.js";

// Recovery keys and passkeys. Spec: Recovery key; Passkey.

export { normalisePrfResult, PRF_RESULT, prfInput } from "./passkey.js";
export { formatRecoveryKey, generateRecoveryKey, parseRecoveryKey, parseRecoveryKeyPattern } from "./recovery-key.js";
export {
  type CompletionOptions,
  completions,
  countCompletions,
  findRecoveryKey,
} from "./recovery-key-completion.js";

// Backing up. Spec: Vault, Writing a backup.

export {
  type AttachmentContent,
  type BackupInput,
  type BackupItem,
  type BackupSummary,
  backup,
  type ChangedFrames,
  type ChangedItems,
  type ContentDigest,
  type OpenContent,
  onlyChanged,
  type UnchangedSegment,
} from "./backup.js";
export type { LeftOut } from "./leave-out.js";
export type { WriteCounts } from "./object-writer.js";
export { type ResealOptions, reseal } from "./reseal.js";
export type { BackupTotals } from "./totals.js";

// Restoring. Spec: Snapshots, Choosing; Vault, Restoring.

export { chooseSnapshot, listSnapshots, type StoredSnapshot } from "./history.js";
export {
  type FrameReading,
  openAttachment,
  openThumbnail,
  type ReadOptions,
  readAttachmentRange,
  readFrames,
} from "./restore.js";
export { type AttachmentPlace, type RestoreReport, type RestoreSink, restoreAll } from "./restore-all.js";
export { attachmentContent } from "./restore-attachment.js";
export type { ValidSegmentReference, ValidSnapshot } from "./snapshot.js";

// Looking into a vault, and cleaning up. Spec: Vault, Checking, Forgetting, Pruning, What a store sees.

export { type CheckOptions, type CheckReport, checkVault } from "./check.js";
export {
  type EpochFileView,
  type HeaderView,
  inspectStore,
  inspectVault,
  type SnapshotView,
  type StoreView,
  type VaultView,
} from "./inspect.js";
export { forget, type PruneOptions, type PruneSummary, prune } from "./prune.js";
export { type Originals, repairObjects } from "./repair-objects.js";

// Stores and archives. Spec: Vault, What a store provides; Archive.

export { type ArchiveChoice, chooseForArchive } from "./archive-choose.js";
export type { ArchiveEntry as ArchivedFile } from "./archive-format.js";
export { type Archive, openArchive, verifyArchive } from "./archive-read.js";
export { type PackOptions, packArchive, unpackArchive } from "./archive-write.js";
export { type CopyOptions, type CopySummary, copyVault } from "./copy.js";
export { FOLDERS, headerName, markName, objectName, parseName, snapshotName, type VaultName } from "./names.js";
export type { ObjectStart } from "./object-start.js";
export type { Bytes } from "./pieces.js";
export { bytesSource, type RandomAccessSource, READ_SIZE } from "./source.js";
export {
  collect,
  type FileTaker,
  listFiles,
  type Store,
  type StoreData,
  type StoredFile,
  type TakenFile,
} from "./store.js";
export { archiveStore } from "./store-archive.js";
export { createMemoryStore, type MemoryStore } from "./store-memory.js";

// Content. Spec: Content.

export { contentOf, type FrameItem, itemOf, MESSAGE_CONTENTS, type MessageContent } from "./frame-kind.js";
export { forEachAttachment, forEachReference } from "./frame-refs.js";
export { validateFrame } from "./frame-rules.js";
export { frameFromJson, frameToJson, type Json } from "./json.js";
export { compareOrderKeys, type OrderKey, orderKey } from "./order-key.js";
export type { DecodedField } from "./proto/decoded.js";
export type { OrderKey as OrderKeyMessage } from "./proto/types.js";
export * from "./proto/types.js";
export { createFrameChecker, type FrameChecker, type LostSegment } from "./stream-rules.js";
export { type UnknownFields, unknownFields } from "./unknown-fields.js";

// Cryptography, errors, limits, randomness. Spec: Notation; Errors; Limits.

export { defaultProvider } from "./default-provider.js";
export type { EpochKeys } from "./derive.js";
export { createDigest, type Digest, digest } from "./digest.js";
export { ERROR_CODES, type ErrorCode, type ErrorDetails, errorGroup, KeepsakeError } from "./errors.js";
export { LIMITS } from "./limits.js";
export {
  type CryptoProvider,
  type MaybePromise,
  type OpenedChunks,
  setDefaultProvider,
} from "./provider.js";
export { nobleProvider } from "./provider-noble.js";
export { webCryptoProvider } from "./provider-webcrypto.js";
export { type Randomness, secureRandomness, seededRandomness } from "./randomness.js";
