// Made from proto/keepsake/v1 by `npm run proto`; not to be edited.
import type { Decoded } from "./decoded.js";

export type { Decoded };

/** Values of GroupMember.Role. */
export const GroupMemberRole = {
  UNSPECIFIED: 0,
  MEMBER: 1,
  ADMIN: 2,
} as const;

/** A number, because numbers that are not listed are kept. */
export type GroupMemberRole = number;

/** Values of TextStyle.Style. */
export const TextStyleStyle = {
  UNSPECIFIED: 0,
  BOLD: 1,
  ITALIC: 2,
  STRIKETHROUGH: 3,
  MONOSPACE: 4,
  SPOILER: 5,
  QUOTE_BLOCK: 6,
  LIST: 7,
} as const;

/** A number, because numbers that are not listed are kept. */
export type TextStyleStyle = number;

/** Values of Attachment.Kind. */
export const AttachmentKind = {
  UNSPECIFIED: 0,
  PHOTO: 1,
  VIDEO: 2,
  /** A video that loops without sound, or an image that moves. */
  GIF: 3,
  VOICE_NOTE: 4,
  AUDIO: 5,
  DOCUMENT: 6,
  STICKER: 7,
  /** Avatars, wallpapers, previews. */
  IMAGE: 8,
} as const;

/** A number, because numbers that are not listed are kept. */
export type AttachmentKind = number;

/** Values of Attachment.Missing. */
export const AttachmentMissing = {
  UNSPECIFIED: 0,
  /** Never downloaded, or left out of an export. */
  OMITTED: 1,
  /** Was there and is gone from the device. */
  LOST: 2,
  /** Left out by the user's choice, such as a size limit. */
  EXCLUDED: 3,
} as const;

/** A number, because numbers that are not listed are kept. */
export type AttachmentMissing = number;

/** Values of EventResponse.Answer. */
export const EventResponseAnswer = {
  UNSPECIFIED: 0,
  GOING: 1,
  NOT_GOING: 2,
  MAYBE: 3,
} as const;

/** A number, because numbers that are not listed are kept. */
export type EventResponseAnswer = number;

/** Values of CallSummary.Medium. */
export const CallSummaryMedium = {
  UNSPECIFIED: 0,
  VOICE: 1,
  VIDEO: 2,
} as const;

/** A number, because numbers that are not listed are kept. */
export type CallSummaryMedium = number;

/** Values of CallSummary.Outcome. */
export const CallSummaryOutcome = {
  UNSPECIFIED: 0,
  ANSWERED: 1,
  MISSED: 2,
  DECLINED: 3,
  CANCELED: 4,
} as const;

/** A number, because numbers that are not listed are kept. */
export type CallSummaryOutcome = number;

/** Values of SystemContent.Kind. */
export const SystemContentKind = {
  /** Known only by its text. */
  UNSPECIFIED: 0,
  ENCRYPTION_NOTICE: 1,
  GROUP_CREATED: 2,
  MEMBER_ADDED: 3,
  MEMBER_REMOVED: 4,
  MEMBER_LEFT: 5,
  MEMBER_JOINED: 6,
  SUBJECT_CHANGED: 7,
  AVATAR_CHANGED: 8,
  DESCRIPTION_CHANGED: 9,
  KEY_CHANGED: 10,
  NUMBER_CHANGED: 11,
  ADMIN_CHANGED: 12,
  EXPIRE_TIMER_CHANGED: 13,
  MESSAGE_PINNED: 14,
  BLOCKED_CHANGED: 15,
} as const;

/** A number, because numbers that are not listed are kept. */
export type SystemContentKind = number;

/** Values of Receipt.Status. */
export const ReceiptStatus = {
  UNSPECIFIED: 0,
  PENDING: 1,
  SENT: 2,
  DELIVERED: 3,
  READ: 4,
  PLAYED: 5,
  FAILED: 6,
} as const;

/** A number, because numbers that are not listed are kept. */
export type ReceiptStatus = number;

/** Values of BackupEligibility. */
export const BackupEligibility = {
  UNSPECIFIED: 0,
  /** The passkey may be synced to other devices. */
  ELIGIBLE: 1,
  /** The passkey is lost with its device. */
  DEVICE_BOUND: 2,
} as const;

/** A number, because numbers that are not listed are kept. */
export type BackupEligibility = number;

/** The last part of an archive. Equals what a scan of the records gives. */
export interface ArchiveIndex {
  /** Ascending by the bytes of name, 1 to 1,048,576. */
  entries?: readonly ArchiveEntry[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface ArchiveEntry {
  /** The name of the file in the vault. */
  name?: string;
  /** Where the record starts in the archive, in bytes. */
  offset?: number;
  /** Length of the file's bytes, without the record's own fields. */
  length?: number;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/**
 * One item of a backup. Its encoding takes 1 to 1,048,576 bytes. The frames of a snapshot obey these rules:
 * 1. Frames stand in strictly ascending order of their order key (snapshot.proto, OrderKey):
 * account, settings, contacts by id, groups by id, sticker packs by id, chats by id,
 * then messages and calls together by received_at_ms and id.
 * 2. There is exactly one account, and it is first. There is at most one settings.
 * 3. A contact, group or chat that a frame names has its own frame, except where a comment says otherwise.
 * 4. A segment holds either frames of rank below 7 or frames of rank 7, never both.
 * 5. A frame in which none of these fields is set is of a kind that the reader does not know:
 * it keeps its place after the frame before it, is kept as it is, and is reported.
 */
export interface Frame {
  /** One of `item`. */
  account?: Account | null;
  /** One of `item`. */
  settings?: Settings | null;
  /** One of `item`. */
  contact?: Contact | null;
  /** One of `item`. */
  group?: Group | null;
  /** One of `item`. */
  stickerPack?: StickerPack | null;
  /** One of `item`. */
  chat?: Chat | null;
  /** One of `item`. */
  message?: Message | null;
  /** One of `item`. */
  call?: Call | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** Whose chats these are. */
export interface Account {
  /** The contact that is the owner. Messages of this author are outgoing. */
  selfContactId?: string;
  /** At most 1024 bytes. */
  displayName?: string;
  /** E.164 where it is a number. At most 64 bytes. */
  phoneNumber?: string;
  avatar?: Attachment | null;
  /** At most 4096 bytes. */
  about?: string;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** What the user set for the whole app. Unset: the importer's own default. */
export interface Settings {
  readReceipts?: boolean | null;
  typingIndicators?: boolean | null;
  linkPreviews?: boolean | null;
  /** Disappearing-message timer for new chats. 0: off. */
  defaultExpireTimerMs?: number;
  /** Emoji in order of preference, at most 64, each at most 64 bytes. */
  preferredReactions?: readonly string[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Contact {
  id?: string;
  /** The name that the owner's address book gives, at most 1024 bytes. */
  displayName?: string;
  /** The name that the contact chose, at most 1024 bytes. */
  profileName?: string;
  /** At most 32, each at most 64 bytes. */
  phoneNumbers?: readonly string[];
  avatar?: Attachment | null;
  blocked?: boolean;
  /** At most 4096 bytes. */
  about?: string;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Group {
  id?: string;
  /** At most 1024 bytes. */
  subject?: string;
  /** At most 16,384 bytes. */
  description?: string;
  avatar?: Attachment | null;
  createdAtMs?: number;
  /** Contact. Empty: unknown. */
  createdBy?: string;
  /** Members of today and of the past, at most 65,536. */
  members?: readonly GroupMember[];
  onlyAdminsWrite?: boolean;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface GroupMember {
  /** Contact. */
  contactId?: string;
  role?: GroupMemberRole;
  joinedAtMs?: number;
  /** 0: still a member. */
  leftAtMs?: number;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface StickerPack {
  id?: string;
  /** At most 1024 bytes. */
  title?: string;
  /** At most 1024 bytes. */
  publisher?: string;
  /** At most 1024. */
  stickers?: readonly Sticker[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Sticker {
  /** Required. */
  image?: Attachment | null;
  /** The emoji it stands for. At most 64 bytes. Empty: none. */
  emoji?: string;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Chat {
  id?: string;
  /**
   * One of `peer`.
   * Contact.
   */
  contactId?: string | null;
  /**
   * One of `peer`.
   * Group.
   */
  groupId?: string | null;
  /** What to show if it differs from the peer's name. At most 1024 bytes. */
  title?: string;
  archived?: boolean;
  /** Position among pinned chats, from 1. 0: not pinned. */
  pinnedOrder?: number;
  /** 0: not muted. 2^53 - 1: forever. */
  mutedUntilMs?: number;
  markedUnread?: boolean;
  unreadCount?: number;
  /** Disappearing-message timer. 0: off. */
  expireTimerMs?: number;
  wallpaper?: Attachment | null;
  draft?: Text | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Message {
  /** Unique within the backup. */
  id?: string;
  /** Chat. */
  chatId?: string;
  /** Contact. Empty: the chat itself speaks (a system notice). */
  authorId?: string;
  /** By the sender's clock. */
  sentAtMs?: number;
  /** By this device's clock; when it was sent, for outgoing messages. Required: frames are in this order. */
  receivedAtMs?: number;
  /** Absolute. 0: never. Restore drops what has expired. */
  expiresAtMs?: number;
  /** The timer that it was sent with. 0: none. A message with a timer of 1 to 86,400,000 is not backed up, and restore drops it. */
  expireTimerMs?: number;
  quote?: Quote | null;
  /** At most one for each author. At most 65,536. */
  reactions?: readonly Reaction[];
  /** Earlier versions, oldest first. At most 1024. */
  edits?: readonly Edit[];
  /** 0: not edited, or unknown when. See edited. */
  editedAtMs?: number;
  /** True if the message is known to be edited, also when no earlier version is kept. */
  edited?: boolean;
  forward?: Forward | null;
  starred?: boolean;
  /** 0: not pinned. */
  pinnedUntilMs?: number;
  /** For outgoing messages, at most 65,536. */
  receipts?: readonly Receipt[];
  /** One of `content`. */
  text?: TextContent | null;
  /** One of `content`. */
  media?: MediaContent | null;
  /** One of `content`. */
  sticker?: StickerContent | null;
  /** One of `content`. */
  location?: LocationContent | null;
  /** One of `content`. */
  liveLocation?: LiveLocationContent | null;
  /** One of `content`. */
  contactCards?: ContactCardContent | null;
  /** One of `content`. */
  poll?: PollContent | null;
  /** One of `content`. */
  event?: EventContent | null;
  /** One of `content`. */
  call?: CallContent | null;
  /** One of `content`. */
  system?: SystemContent | null;
  /** One of `content`. */
  deleted?: DeletedContent | null;
  /** One of `content`. */
  viewOnce?: ViewOnceContent | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** Text with styles and mentions. */
export interface Text {
  /** UTF-8, at most 262,144 bytes. */
  body?: string;
  /** At most 4096. */
  styles?: readonly TextStyle[];
  /** At most 4096. */
  mentions?: readonly Mention[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface TextStyle {
  start?: number;
  length?: number;
  style?: TextStyleStyle;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Mention {
  start?: number;
  length?: number;
  /** Contact. */
  contactId?: string;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface TextContent {
  text?: Text | null;
  /** At most 16. */
  linkPreviews?: readonly LinkPreview[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface LinkPreview {
  /** At most 8192 bytes. */
  url?: string;
  /** At most 1024 bytes. */
  title?: string;
  /** At most 16,384 bytes. */
  description?: string;
  image?: Attachment | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** Photos, videos, GIFs, voice notes, audio and documents. */
export interface MediaContent {
  /** 1 to 64, in order. */
  attachments?: readonly Attachment[];
  /** Unset: no caption. */
  caption?: Text | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** A file that belongs to one place of one message (or contact, group, chat, sticker pack). */
export interface Attachment {
  /** Unique within the backup, never used again for other content, and not ending in "/thumbnail". */
  id?: string;
  /** UNSPECIFIED: shown as a document. */
  kind?: AttachmentKind;
  /** Unset: the bytes are not in the backup; missing says why. */
  object?: ObjectReference | null;
  /** UNSPECIFIED if object is set. */
  missing?: AttachmentMissing;
  /** Media type as in RFC 6838, at most 256 bytes. Empty: unknown. */
  mediaType?: string;
  /** As the sender named it, at most 1024 bytes; never a path to be trusted. Empty: none. */
  fileName?: string;
  /** Pixels. 0: unknown. */
  width?: number;
  /** Pixels. 0: unknown. */
  height?: number;
  /** 0: unknown. */
  durationMs?: number;
  /** A small picture of it. Unset: none. */
  thumbnail?: ObjectReference | null;
  /** Loudness of a voice note over time, one byte each, at most 1024. */
  waveform?: Uint8Array;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface StickerContent {
  /** Required. */
  image?: Attachment | null;
  /** At most 64 bytes. Empty: none. */
  emoji?: string;
  /** Sticker pack; need not have a frame. Empty: none. */
  stickerPackId?: string;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Location {
  /** Degrees, -90 to 90. */
  latitude?: number;
  /** Degrees, -180 to 180. */
  longitude?: number;
  /** At most 1024 bytes. */
  name?: string;
  /** At most 4096 bytes. */
  address?: string;
  /** Metres, 0 to 100,000,000. 0: unknown. */
  accuracy?: number;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface LocationContent {
  location?: Location | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface LiveLocationContent {
  /** Where it was last. Unset: never known. */
  last?: Location | null;
  endedAtMs?: number;
  caption?: Text | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface ContactCardContent {
  /** 1 to 256. */
  cards?: readonly ContactCard[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface ContactCard {
  /** At most 1024 bytes. */
  displayName?: string;
  /** RFC 6350 as the sender sent it, at most 262,144 bytes. Empty: none. */
  vcard?: string;
  /** At most 32, each at most 64 bytes. */
  phoneNumbers?: readonly string[];
  /** The vCard as a file, where the sender sent one. */
  file?: Attachment | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface PollContent {
  /** At most 4096 bytes. */
  question?: string;
  /** At most 128. */
  options?: readonly PollOption[];
  /** 0: any number. */
  maxChoices?: number;
  endsAtMs?: number;
  closed?: boolean;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface PollOption {
  /** At most 4096 bytes. */
  text?: string;
  /** Contacts that chose it, where known; need not have frames. At most 65,536. */
  voterIds?: readonly string[];
  /** Number of votes, where the voters are not known. 0 if voter_ids is complete. */
  anonymousVotes?: number;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface EventContent {
  /** At most 1024 bytes. */
  title?: string;
  /** At most 16,384 bytes. */
  description?: string;
  startsAtMs?: number;
  endsAtMs?: number;
  location?: Location | null;
  canceled?: boolean;
  /** At most 65,536. */
  responses?: readonly EventResponse[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface EventResponse {
  /** Contact. */
  contactId?: string;
  answer?: EventResponseAnswer;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** A call as shown in a chat. */
export interface CallContent {
  summary?: CallSummary | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface CallSummary {
  medium?: CallSummaryMedium;
  outcome?: CallSummaryOutcome;
  /** 0: unknown or not answered. */
  durationMs?: number;
  groupCall?: boolean;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** A call as listed in the call log; independent of any message. */
export interface Call {
  id?: string;
  /** When it rang or was placed. Required: frames are in this order. */
  receivedAtMs?: number;
  /** Contact. Empty: unknown. */
  initiatorId?: string;
  /** Contacts, at most 1024. */
  participantIds?: readonly string[];
  /** Empty: none. */
  chatId?: string;
  summary?: CallSummary | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** What the app itself said. */
export interface SystemContent {
  kind?: SystemContentKind;
  /** As it was shown, at most 16,384 bytes. Empty: the importer writes its own. */
  text?: string;
  /** Who did it. Contact; need not have a frame. Empty: unknown. */
  actorId?: string;
  /** To whom. Contacts; need not have frames. At most 65,536. */
  subjectIds?: readonly string[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** In place of a message that was deleted. */
export interface DeletedContent {
  /** Contact that deleted it; need not have a frame. Empty: unknown. */
  deletedBy?: string;
  deletedAtMs?: number;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** In place of a view-once message: its content is never backed up. */
export interface ViewOnceContent {
  kind?: AttachmentKind;
  viewed?: boolean;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** What a message answers. The message itself need not be in the backup. */
export interface Quote {
  /** Empty: unknown. */
  messageId?: string;
  /** Contact; need not have a frame. Empty: unknown. */
  authorId?: string;
  /** An excerpt, for display if the message is gone. */
  text?: Text | null;
  /** UNSPECIFIED: it was text. */
  attachmentKind?: AttachmentKind;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Reaction {
  /** Contact; need not have a frame. */
  authorId?: string;
  /** At most 64 bytes. */
  emoji?: string;
  sentAtMs?: number;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** A version of a message before an edit. */
export interface Edit {
  /** When this version was replaced. 0: unknown. */
  replacedAtMs?: number;
  /** Its text, or its caption. */
  text?: Text | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Forward {
  /** How often it was forwarded before. 0: unknown. */
  hops?: number;
  /** Who wrote it first. At most 1024 bytes. Empty: unknown. */
  originalAuthor?: string;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface Receipt {
  /** Contact; need not have a frame. Empty: the chat as a whole. */
  contactId?: string;
  status?: ReceiptStatus;
  atMs?: number;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/**
 * Everything a reader needs to fetch, open and verify one object.
 * Every field is required; only a length of 0 may be left out.
 */
export interface ObjectReference {
  /** 32 bytes. The object is stored as objects/<first two hex digits>/<hex id>. */
  id?: Uint8Array;
  /** 32 bytes, the key that seals this object and nothing else. */
  key?: Uint8Array;
  /** Length of the content in bytes, without padding, 0 to 2^40. */
  length?: number;
  /** 32 bytes, the digest of the content (spec/02-notation.md). */
  digest?: Uint8Array;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface DeviceState {
  vaultId?: Uint8Array;
  epoch?: number;
  /** 32 bytes. */
  rootKey?: Uint8Array;
  /** The highest header revision seen, and the digest of its stored file. */
  headerRevision?: number;
  headerDigest?: Uint8Array;
  /** The highest snapshot sequence seen, and the digest of its stored file. 0 and empty: none. */
  snapshotSequence?: number;
  snapshotDigest?: Uint8Array;
  /** 16 bytes, the name of this installation as a writer. */
  writerId?: Uint8Array;
  /** Key-encryption keys by which this device may carry slots over to a new epoch. */
  slotKeks?: readonly SlotKek[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

export interface SlotKek {
  slotId?: Uint8Array;
  /** 32 bytes. */
  kek?: Uint8Array;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** The clear part of a vault: what is needed to find and open a key slot. */
export interface Header {
  /** 16 random bytes, the same for the whole life of the vault. */
  vaultId?: Uint8Array;
  /** From 1; a rotation adds 1. */
  epoch?: number;
  /** From 1; each header of the vault has a higher one. Equals the number in the file's name. */
  revision?: number;
  /** 32 random bytes made for this epoch, the input of every passkey's PRF. */
  prfSalt?: Uint8Array;
  /** 1 to 32, in the order in which they were added. Slot ids are unique. */
  slots?: readonly KeySlot[];
  /** HeaderDetails, padded and sealed under the header details key. */
  sealedDetails?: Uint8Array;
  /** Numbers of features that a reader must know to use this vault, ascending. v1.0 defines none. */
  requiredFeatures?: readonly number[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** One way to reach the root key of the epoch. */
export interface KeySlot {
  /** A serialized SlotInfo. Kept as bytes because the sealed root key is bound to these exact bytes. */
  info?: Uint8Array;
  /** The 32-byte root key, sealed under the key-encryption key of this slot: 104 bytes. */
  sealedRootKey?: Uint8Array;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** What stands in the clear in a key slot. */
export interface SlotInfo {
  /** 16 random bytes, kept when the slot is carried over to a new epoch. */
  slotId?: Uint8Array;
  /**
   * 32 random bytes, the salt of the derivation of the key-encryption key. New when the slot is carried over to a new
   * epoch with its secret, kept when with the key-encryption key.
   */
  salt?: Uint8Array;
  /** One of `kind`. */
  recoveryKey?: RecoveryKeySlot | null;
  /** One of `kind`. */
  passkey?: PasskeySlot | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** Opened with the 64 digits of a recovery key. */
export interface RecoveryKeySlot {
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** Opened with the PRF output of a passkey. */
export interface PasskeySlot {
  /** The WebAuthn relying party id, 1 to 253 bytes. */
  rpId?: string;
  /** 1 to 1023 bytes. */
  credentialId?: Uint8Array;
  /** The transports that the authenticator named, for allowCredentials. At most 8, each at most 32 bytes. Empty: unknown. */
  transports?: readonly string[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** The sealed part of a header. */
export interface HeaderDetails {
  /** 16 random bytes naming the one installation that may write. */
  writerId?: Uint8Array;
  /** How the owner knows that device, at most 256 bytes. Empty: unnamed. */
  writerName?: string;
  /** When this header was made. */
  createdAtMs?: number;
  /** Ascending by slot_id; at most one for each slot of the header. A slot without one has no label. */
  slots?: readonly SlotDetails[];
  /** Every earlier epoch that a retained snapshot may name, ascending by epoch, at most 1024. */
  formerEpochs?: readonly FormerEpoch[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** What only the owner may know of a key slot. */
export interface SlotDetails {
  slotId?: Uint8Array;
  /** At most 256 bytes. Empty: no label. */
  label?: string;
  createdAtMs?: number;
  /** When the secret last opened this slot, as far as the writer knows. 0: never seen. */
  confirmedAtMs?: number;
  /** WebAuthn flag BE at enrollment. UNSPECIFIED for a slot that is not a passkey. */
  backupEligibility?: BackupEligibility;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** An epoch that a rotation has closed. */
export interface FormerEpoch {
  epoch?: number;
  /** 32 bytes, opens the retained snapshots of that epoch. */
  rootKey?: Uint8Array;
  /** The highest sequence of a snapshot of that epoch or an earlier one. 0: there was none. */
  lastSequence?: number;
  /** The digest of that snapshot's stored file, 32 bytes; empty if there was none. */
  lastDigest?: Uint8Array;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** The sealed manifest of one backup. */
export interface Snapshot {
  /** From 1, never reused within a vault. Equals the number in the file's name. */
  sequence?: number;
  /** The epoch under whose snapshot key this file is sealed. */
  epoch?: number;
  /** The lowest header revision that may be used with this snapshot. */
  minHeaderRevision?: number;
  /** The writer that the header of that revision names, 16 bytes. */
  writerId?: Uint8Array;
  /** How the owner knows that device, at most 256 bytes. Empty: unnamed. */
  writerName?: string;
  /** The account that was backed up, as its service names it, at most 256 bytes. Empty: unknown. */
  account?: string;
  /** The service, such as a host name or a package name, at most 256 bytes. Empty: unknown. */
  service?: string;
  /** When the backup was finished, by the clock of the device. */
  createdAtMs?: number;
  /** Name and version of the program that wrote it, at most 256 bytes. */
  producer?: string;
  /** Descending by sequence: the last 64 snapshots, then those whose sequence is a multiple of 64. At most 4096. */
  ancestors?: readonly Ancestor[];
  /** In order of their frames; the frames of all segments together are the backup. At most 65,536. */
  segments?: readonly SegmentReference[];
  /** For display only. */
  totals?: Totals | null;
  /** As in Header. */
  requiredFeatures?: readonly number[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** A snapshot that came before. */
export interface Ancestor {
  sequence?: number;
  /** The digest of its stored file, 32 bytes. */
  digest?: Uint8Array;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** One segment, and where it stands in the order of frames. */
export interface SegmentReference {
  object?: ObjectReference | null;
  /** Number of frames, 1 to 131,072. */
  frameCount?: number;
  /** The order key of its first frame. An incremental writer cuts again where these say. */
  first?: OrderKey | null;
  /** The order key of its last frame. */
  last?: OrderKey | null;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** Where a frame stands in a backup. Compared by rank, then time, then the bytes of id. */
export interface OrderKey {
  /** The field number of the item in Frame; 7 for every message and call. */
  rank?: number;
  /** received_at_ms of a message or call, else 0. */
  timeMs?: number;
  /** The id of the item; empty for account and settings. */
  id?: string;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** Counts of what a snapshot holds. */
export interface Totals {
  frames?: number;
  chats?: number;
  messages?: number;
  attachments?: number;
  /** Sum of the lengths of all attachments that are in the backup. */
  attachmentBytes?: number;
  photos?: number;
  videos?: number;
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}

/** What a prune intends to delete. */
export interface Mark {
  /** From 1. Equals the number in the file's name. */
  number?: number;
  epoch?: number;
  /** The device that pruned, 16 bytes. */
  writerId?: Uint8Array;
  /** When the mark was made; the grace period counts from here. */
  createdAtMs?: number;
  /** The grace period that the pruner promised to wait. */
  graceMs?: number;
  /** 32 bytes each, ascending, 1 to 262,144. */
  objectIds?: readonly Uint8Array[];
  /** Fields that this version does not know, byte for byte. */
  $unknowns?: readonly Uint8Array[];
}
