// Made from proto/keepsake/v1 by `npm run proto`; not to be edited.
import type * as types from "./types.js";
import type { WireReader } from "./wire-reader.js";
import type { WireWriter } from "./wire-writer.js";

/** The code that pbjs made for one message. */
export interface Generated<T> {
  encode(message: T, writer: WireWriter): WireWriter;
  decode(reader: WireReader, length?: number): types.Decoded<T>;
}

export declare const keepsake: {
  v1: {
    ArchiveIndex: Generated<types.ArchiveIndex>;
    ArchiveEntry: Generated<types.ArchiveEntry>;
    Frame: Generated<types.Frame>;
    Account: Generated<types.Account>;
    Settings: Generated<types.Settings>;
    Contact: Generated<types.Contact>;
    Group: Generated<types.Group>;
    GroupMember: Generated<types.GroupMember>;
    StickerPack: Generated<types.StickerPack>;
    Sticker: Generated<types.Sticker>;
    Chat: Generated<types.Chat>;
    Message: Generated<types.Message>;
    Text: Generated<types.Text>;
    TextStyle: Generated<types.TextStyle>;
    Mention: Generated<types.Mention>;
    TextContent: Generated<types.TextContent>;
    LinkPreview: Generated<types.LinkPreview>;
    MediaContent: Generated<types.MediaContent>;
    Attachment: Generated<types.Attachment>;
    StickerContent: Generated<types.StickerContent>;
    Location: Generated<types.Location>;
    LocationContent: Generated<types.LocationContent>;
    LiveLocationContent: Generated<types.LiveLocationContent>;
    ContactCardContent: Generated<types.ContactCardContent>;
    ContactCard: Generated<types.ContactCard>;
    PollContent: Generated<types.PollContent>;
    PollOption: Generated<types.PollOption>;
    EventContent: Generated<types.EventContent>;
    EventResponse: Generated<types.EventResponse>;
    CallContent: Generated<types.CallContent>;
    CallSummary: Generated<types.CallSummary>;
    Call: Generated<types.Call>;
    SystemContent: Generated<types.SystemContent>;
    DeletedContent: Generated<types.DeletedContent>;
    ViewOnceContent: Generated<types.ViewOnceContent>;
    Quote: Generated<types.Quote>;
    Reaction: Generated<types.Reaction>;
    Edit: Generated<types.Edit>;
    Forward: Generated<types.Forward>;
    Receipt: Generated<types.Receipt>;
    ObjectReference: Generated<types.ObjectReference>;
    DeviceState: Generated<types.DeviceState>;
    SlotKek: Generated<types.SlotKek>;
    Header: Generated<types.Header>;
    KeySlot: Generated<types.KeySlot>;
    SlotInfo: Generated<types.SlotInfo>;
    RecoveryKeySlot: Generated<types.RecoveryKeySlot>;
    PasskeySlot: Generated<types.PasskeySlot>;
    HeaderDetails: Generated<types.HeaderDetails>;
    SlotDetails: Generated<types.SlotDetails>;
    FormerEpoch: Generated<types.FormerEpoch>;
    Snapshot: Generated<types.Snapshot>;
    Ancestor: Generated<types.Ancestor>;
    SegmentReference: Generated<types.SegmentReference>;
    OrderKey: Generated<types.OrderKey>;
    Totals: Generated<types.Totals>;
    Mark: Generated<types.Mark>;
  };
};
