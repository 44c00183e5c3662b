/** Who and what the messages name. It comes before them in a backup, so names are known when they are needed. */
import type { Account, Chat, Contact, Frame, Group } from "../core/proto/types.js";

export interface Directory {
  account: Account;
  readonly contacts: Map<string, Contact>;
  readonly groups: Map<string, Group>;
  readonly chats: Map<string, Chat>;
}

export function createDirectory(): Directory {
  return { account: {}, contacts: new Map(), groups: new Map(), chats: new Map() };
}

/** Takes in a frame that names something. Returns false for any other. */
export function addToDirectory(directory: Directory, { account, contact, group, chat }: Frame): boolean {
  if (account) directory.account = account;
  else if (contact) directory.contacts.set(contact.id ?? "", contact);
  else if (group) directory.groups.set(group.id ?? "", group);
  else if (chat) directory.chats.set(chat.id ?? "", chat);
  else return false;
  return true;
}

export function isSelf(directory: Directory, contactId: string | undefined): boolean {
  return contactId !== undefined && contactId !== "" && contactId === directory.account.selfContactId;
}

/** What the owner calls a person; "Unknown" for one that the backup does not name. */
export function contactName(directory: Directory, contactId: string | undefined): string {
  const contact = directory.contacts.get(contactId ?? "");
  return contact?.displayName || contact?.profileName || contact?.phoneNumbers?.[0] || "Unknown";
}

/** Like {@link contactName}, but the owner is "You". */
export function personName(directory: Directory, contactId: string | undefined): string {
  return isSelf(directory, contactId) ? "You" : contactName(directory, contactId);
}

/** "A", "A and B", "A, B and 3 others" */
export function personNames(directory: Directory, contactIds: readonly string[], most = 3): string {
  const names = contactIds.slice(0, most).map((id) => personName(directory, id));
  const others = contactIds.length - names.length;
  if (others > 0) names.push(others === 1 ? "1 other" : `${others} others`);
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export function chatTitle(directory: Directory, chat: Chat): string {
  if (chat.title) return chat.title;
  if (chat.groupId) return directory.groups.get(chat.groupId)?.subject || "Group without a name";
  if (isSelf(directory, chat.contactId ?? undefined)) return "Notes to yourself";
  return chat.contactId ? contactName(directory, chat.contactId) : "Chat without a name";
}
