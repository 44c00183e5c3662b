import type { GroupMember } from "../../core/proto/types.js";
import { GroupMemberRole } from "../../core/proto/types.js";
import { cleanName } from "./characters.js";
import { nameKey, OWNER } from "./ids.js";
import type { Interpreted } from "./interpret.js";
import { addPerson, listPeople, type People } from "./people.js";
import type { Person } from "./template.js";

/** What the notices of a chat say about the group. Undefined fields: nothing. */
export interface GroupHistory {
  /** True as soon as a notice is one of a group. */
  readonly isGroup: boolean;
  readonly subject: string | undefined;
  readonly createdAtMs: number | undefined;
  readonly createdBy: Person | undefined;
  /** Joined and left, by {@link nameKey}; the owner's key is {@link OWNER}. */
  readonly members: ReadonlyMap<string, { joinedAtMs: number; leftAtMs: number }>;
}

/** Follows the notices of a chat. */
export interface HistoryReader {
  readonly history: GroupHistory;
  add(notice: NonNullable<Interpreted["notice"]>, timeMs: number): void;
}

const GROUP_NOTICES: ReadonlySet<string> = new Set([
  "groupCreated",
  "memberAdded",
  "memberRemoved",
  "memberLeft",
  "memberJoined",
  "subjectChanged",
  "avatarChanged",
  "descriptionChanged",
  "adminChanged",
]);

/** @param people - everybody whom the notices name is added */
export function createHistoryReader(people: People, and: readonly string[]): HistoryReader {
  const members = new Map<string, { joinedAtMs: number; leftAtMs: number }>();
  const history = {
    isGroup: false,
    subject: undefined as string | undefined,
    createdAtMs: undefined as number | undefined,
    createdBy: undefined as Person | undefined,
    members,
  };
  const member = (person: Person) => {
    if (!person.me) addPerson(people, person.name);
    const key = person.me ? OWNER : nameKey(person.name);
    if (!person.me && !people.has(key)) return undefined;
    const entry = members.get(key) ?? { joinedAtMs: 0, leftAtMs: 0 };
    members.set(key, entry);
    return entry;
  };
  const joined = (persons: readonly Person[], timeMs: number) => {
    for (const person of persons) {
      const entry = member(person);
      if (entry !== undefined) Object.assign(entry, { joinedAtMs: timeMs, leftAtMs: 0 });
    }
  };
  const left = (persons: readonly Person[], timeMs: number) => {
    for (const person of persons) {
      const entry = member(person);
      if (entry !== undefined) entry.leftAtMs = timeMs;
    }
  };
  return {
    history,
    add({ kind, captures }, timeMs) {
      if (!GROUP_NOTICES.has(kind)) return;
      history.isGroup = true;
      const actor = listPeople(captures.actor, []);
      const subjects = listPeople(captures.subject, and);
      if (kind === "memberAdded") joined(subjects, timeMs);
      if (kind === "memberJoined") joined(actor, timeMs);
      if (kind === "memberLeft") left(actor, timeMs);
      if (kind === "memberRemoved") left(subjects, timeMs);
      if (kind === "groupCreated") {
        history.createdAtMs = timeMs;
        history.createdBy = actor[0];
        joined(actor, timeMs);
      }
      const subject = captures.group === undefined ? "" : cleanName(captures.group);
      if ((kind === "groupCreated" || kind === "subjectChanged") && subject !== "") history.subject = subject;
    },
  };
}

/** Members for a frame: those whom the notices name, and everybody who wrote. */
export function groupMembers(
  history: GroupHistory,
  authors: Iterable<string>,
  idOf: (key: string) => string,
): GroupMember[] {
  const byId = new Map<string, GroupMember>();
  for (const key of [...history.members.keys(), ...authors]) {
    const contactId = idOf(key);
    if (byId.has(contactId)) continue;
    const { joinedAtMs = 0, leftAtMs = 0 } = history.members.get(key) ?? {};
    byId.set(contactId, {
      contactId,
      role: GroupMemberRole.MEMBER,
      ...(joinedAtMs === 0 ? {} : { joinedAtMs }),
      ...(leftAtMs === 0 ? {} : { leftAtMs }),
    });
  }
  return [...byId.values()].slice(0, MAX_MEMBERS);
}

const MAX_MEMBERS = 65_536;
