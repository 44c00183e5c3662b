import { forEachAttachment } from "../../core/frame-refs.js";
import { compareOrderKeys, type OrderKey, orderKey } from "../../core/order-key.js";
import type { Frame, Message } from "../../core/proto/types.js";
import type { SourceFile } from "../source.js";
import { readCards } from "./cards.js";
import type { Exploration } from "./explore.js";
import { chatId, contactId, groupId, messageId, messageKey, nameKey, OWNER } from "./ids.js";
import { groupMembers } from "./members.js";
import type { Owner } from "./owner.js";
import { createUnderstanding, readChat, type SplitMessage } from "./read-chat.js";

/** Files by the id of the attachment that stands for them. */
export type OpenFiles = Map<string, SourceFile>;

/** Account, contacts, group and chat of one export, in the order of a backup. */
export function directoryFrames({ title, group, people, authors, history }: Exploration, owner: Owner): Frame[] {
  const idOf = (key: string) =>
    key === OWNER || key === owner.key ? owner.id : (people.get(key)?.id ?? contactId(key));
  const phone = people.get(owner.key)?.phoneNumber;
  const account: Frame = {
    account: {
      selfContactId: owner.id,
      ...(owner.name === "" ? {} : { displayName: owner.name }),
      ...(phone === undefined ? {} : { phoneNumber: phone }),
    },
  };
  const contacts = new Map<string, Frame>();
  contacts.set(owner.id, { contact: { id: owner.id, ...(owner.name === "" ? {} : { displayName: owner.name }) } });
  for (const { id, name, phoneNumber, stranger } of people.values()) {
    const named = stranger ? { profileName: name } : { displayName: name };
    const numbers = phoneNumber === undefined ? {} : { phoneNumbers: [phoneNumber] };
    contacts.set(id, { contact: { id, ...named, ...numbers } });
  }
  const id = chatId(title);
  if (!group) {
    const peer = contactId(title);
    if (!contacts.has(peer)) contacts.set(peer, { contact: { id: peer, displayName: title } });
    return [account, ...sorted([...contacts.values()]), { chat: { id, contactId: peer } }];
  }
  const { createdAtMs, createdBy } = history;
  const creator = createdBy === undefined ? undefined : createdBy.me ? owner.id : idOf(nameKey(createdBy.name));
  const groupFrame: Frame = {
    group: {
      id: groupId(title),
      subject: title,
      ...(createdAtMs === undefined ? {} : { createdAtMs }),
      ...(creator === undefined || !contacts.has(creator) ? {} : { createdBy: creator }),
      members: groupMembers(history, [OWNER, ...authors.keys()], idOf),
    },
  };
  return [account, ...sorted([...contacts.values()]), groupFrame, { chat: { id, groupId: groupId(title) } }];
}

function sorted(frames: Frame[]): Frame[] {
  return frames.sort((a, b) => compareOrderKeys(orderKey(a) as OrderKey, orderKey(b) as OrderKey));
}

/** The messages of one export, in the order of a backup. Memory holds those that stand below later ones, no more. */
export async function* messageFrames(
  exploration: Exploration,
  owner: Owner,
  openFiles: OpenFiles,
): AsyncGenerator<Frame> {
  const make = createMessageMaker(exploration, owner, openFiles);
  const late: Frame[] = [];
  for (const message of exploration.late) late.push(await make(message));
  sorted(late).reverse();
  // Messages that share even the millisecond are put in order by their ids.
  let equals: Frame[] = [];
  for await (const messages of readChat(exploration.chat)) {
    for (const message of messages) {
      if (message.stamp.late) continue;
      const made = make(message);
      const frame = made instanceof Promise ? await made : made;
      if (equals[0]?.message?.receivedAtMs !== frame.message?.receivedAtMs) {
        yield* upTo(late, sorted(equals));
        equals = [];
      }
      equals.push(frame);
    }
  }
  yield* upTo(late, sorted(equals));
  yield* late.reverse();
}

/** The frames, each after the late ones that come before it. */
function* upTo(late: Frame[], frames: readonly Frame[]): Generator<Frame> {
  for (const frame of frames) {
    const key = orderKey(frame) as OrderKey;
    for (let next = late.at(-1); next !== undefined; next = late.at(-1)) {
      if (compareOrderKeys(orderKey(next) as OrderKey, key) > 0) break;
      yield late.pop() as Frame;
    }
    yield frame;
  }
}

function createMessageMaker({ chat, title, people }: Exploration, owner: Owner, openFiles: OpenFiles) {
  const id = chatId(title);
  const mentionId = (name: string) => {
    const key = nameKey(name);
    return key === owner.key ? owner.id : people.get(key)?.id;
  };
  const understand = createUnderstanding(chat, owner.id, mentionId);
  const lateNumbers = new Map<string, number>();
  let numbers = new Map<string, number>();
  let minuteMs = Number.NaN;
  /** Equal messages of one minute are told apart by their order. */
  const number = (key: string, { late, timeMs }: SplitMessage["stamp"]): number => {
    if (!late && Math.floor(timeMs / 60_000) !== minuteMs) {
      minuteMs = Math.floor(timeMs / 60_000);
      numbers = new Map();
    }
    const counts = late ? lateNumbers : numbers;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count;
  };
  return (message: SplitMessage): Frame | Promise<Frame> => {
    const { stamp } = message;
    const found = understand(message);
    const author = found.author === undefined ? "" : message.authorKey;
    const mark = `${stamp.late ? "l" : ""}${stamp.second ? "s" : ""}`;
    const key = messageKey({ chatId: id, minute: stamp.minute, author, text: found.idText, mark });
    const frame: { message: Message } = {
      message: {
        id: messageId(key, number(key, stamp)),
        chatId: id,
        ...(author === ""
          ? {}
          : {
              authorId:
                author === owner.key || author === OWNER ? owner.id : (people.get(author)?.id ?? contactId(author)),
            }),
        sentAtMs: stamp.timeMs,
        receivedAtMs: stamp.timeMs,
        ...found.content,
      },
    };
    const file = found.file === undefined ? undefined : chat.files.find(found.file.name);
    let count = 0;
    forEachAttachment(frame, (attachment) => {
      attachment.id = `${frame.message.id}-${count++}`;
      if (file !== undefined) openFiles.set(attachment.id, file);
    });
    if (found.kind === "contactCard" && file !== undefined) return readCards(frame.message, file).then(() => frame);
    return frame;
  };
}
