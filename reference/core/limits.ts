/**
 * The limits of the format. A reader refuses what is beyond them before it spends memory or time on it.
 * Sizes are in bytes unless a name says otherwise. Spec: Limits. Limits of single fields of frames stand with the
 * rules of those fields.
 */
export const LIMITS = {
  /** Any number in the format. */
  number: Number.MAX_SAFE_INTEGER,

  /** Text of a recovery key as it was typed or pasted, in UTF-8. */
  recoveryKeyInput: 4096,
  /** Digits of a recovery key that may be unreadable. */
  unreadableDigits: 6,
  /** Recovery keys that one with unreadable digits may stand for. */
  recoveryKeyCandidates: 100_000,

  /** Protobuf bytes of a header. */
  header: 1_048_576,
  /** Key slots of a header. */
  slots: 32,
  /** Clear part of a key slot. */
  slotInfo: 4096,
  /** Sealed root key in a slot of an unknown kind. */
  unknownSealedRootKey: 4096,
  relyingPartyId: 253,
  credentialId: 1023,
  /** Transports of a passkey, and bytes of each. */
  transports: 8,
  transport: 32,
  /** Earlier epochs that a header lists. */
  formerEpochs: 1024,
  /** Names and labels of headers and snapshots. */
  name: 256,

  /** Protobuf bytes of a snapshot. */
  snapshot: 33_554_432,
  ancestors: 4096,
  /** Latest ancestors that are listed without a gap. */
  recentAncestors: 64,
  segments: 65_536,
  /** Protobuf bytes of a mark. */
  mark: 16_777_216,
  /** Object ids in one mark. */
  markedObjects: 262_144,

  /** Content of an object. */
  object: 2 ** 40,
  /** Content of a segment. */
  segment: 16_777_216,
  /** Entries of a segment's table. */
  segmentTable: 131_072,
  /** One frame. */
  frame: 1_048_576,
  /** Account, settings, contacts, groups, sticker packs and chats of a backup. */
  directoryFrames: 1_048_576,
  /** Number of frames in a segment. */
  segmentFrameCount: 131_072,
  /** Bytes of frames after which a writer starts a new segment. */
  segmentFrames: 1_048_576,

  /** Records of an archive. */
  archiveEntries: 1_048_576,
  /** Protobuf bytes of an archive's index. */
  archiveIndexBytes: 134_217_728,
} as const;
