/** The pictures of people, groups and chats. */
import type { Attachment, Chat } from "../core/proto/types.js";
import type { Directory } from "./directory.js";
import type { MediaStore, StoredFile } from "./media-store.js";

export interface Pictures {
  /** Pictures written so far, by contact. */
  readonly ofContacts: ReadonlyMap<string, StoredFile>;
  /** Writes the picture of a contact, once, if there is one. */
  readonly ensure: (contactId: string) => Promise<void>;
  /** The picture that stands for a chat. */
  readonly ofChat: (chat: Chat) => Promise<StoredFile | undefined>;
  readonly store: (attachment: Attachment) => Promise<StoredFile | undefined>;
}

export function createPictures(directory: Directory, media: MediaStore): Pictures {
  const ofContacts = new Map<string, StoredFile>();
  const tried = new Set<string>();

  const store = async (attachment: Attachment) => {
    const place = { folder: "people", day: "", chatId: "", timeMs: undefined };
    return (await media.store(attachment, place)).file;
  };
  const ensure = async (contactId: string) => {
    if (tried.has(contactId)) return;
    tried.add(contactId);
    const picture = directory.contacts.get(contactId)?.avatar;
    const file = picture ? await store(picture) : undefined;
    if (file !== undefined) ofContacts.set(contactId, file);
  };
  return {
    ofContacts,
    ensure,
    store,
    async ofChat({ contactId, groupId }) {
      if (contactId) {
        await ensure(contactId);
        return ofContacts.get(contactId);
      }
      const picture = directory.groups.get(groupId ?? "")?.avatar;
      return picture ? store(picture) : undefined;
    },
  };
}
