/** What the app itself said, in words. */
import { SystemContentKind as Kind, type Message } from "../core/proto/types.js";
import { type Directory, personName, personNames } from "./directory.js";

/** The stored text of a system notice or, where there is none, our own words. */
export function systemText(directory: Directory, { system }: Message): string {
  if (!system || system.text) return system?.text ?? "";
  const subjectIds = system.subjectIds ?? [];
  // "Somebody" stands for an actor that the importer did not know.
  const actor = system.actorId ? personName(directory, system.actorId) : "Somebody";
  const subjects = subjectIds.length > 0 ? personNames(directory, subjectIds) : "somebody";
  // Some apps name the person who came or went as the actor, others as the subject.
  const person = subjectIds.length > 0 ? personNames(directory, subjectIds) : actor;
  const whose = (thing: string) => (person === "You" ? `Your ${thing}` : `${thing} of ${person}`);
  switch (system.kind) {
    case Kind.ENCRYPTION_NOTICE:
      return "Messages and calls in this chat are end-to-end encrypted";
    case Kind.GROUP_CREATED:
      return `${actor} created the group`;
    case Kind.MEMBER_ADDED:
      return `${actor} added ${subjects}`;
    case Kind.MEMBER_REMOVED:
      return `${actor} removed ${subjects}`;
    case Kind.MEMBER_LEFT:
      return `${person} left`;
    case Kind.MEMBER_JOINED:
      return `${person} joined`;
    case Kind.SUBJECT_CHANGED:
      return `${actor} changed the name of the group`;
    case Kind.AVATAR_CHANGED:
      return `${actor} changed the picture of the group`;
    case Kind.DESCRIPTION_CHANGED:
      return `${actor} changed the description of the group`;
    case Kind.KEY_CHANGED:
      return capital(`${whose("security code")} changed`);
    case Kind.NUMBER_CHANGED:
      return capital(`${whose("phone number")} changed`);
    case Kind.ADMIN_CHANGED:
      return `${actor} changed who may manage the group: ${subjects}`;
    case Kind.EXPIRE_TIMER_CHANGED:
      return `${actor} changed the timer of disappearing messages`;
    case Kind.MESSAGE_PINNED:
      return `${actor} pinned a message`;
    case Kind.BLOCKED_CHANGED:
      return `${actor} blocked or unblocked ${subjects}`;
    default:
      return "A notice that this program does not know";
  }
}

function capital(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`;
}
