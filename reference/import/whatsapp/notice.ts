import { SystemContentKind } from "../../core/proto/types.js";
import type { Context, Interpreted } from "./interpret.js";
import { listPeople } from "./people.js";
import type { SystemKind } from "./phrases.js";
import type { Captures } from "./template.js";

const KINDS: Readonly<Record<SystemKind, number>> = {
  encryption: SystemContentKind.ENCRYPTION_NOTICE,
  groupCreated: SystemContentKind.GROUP_CREATED,
  memberAdded: SystemContentKind.MEMBER_ADDED,
  memberRemoved: SystemContentKind.MEMBER_REMOVED,
  memberLeft: SystemContentKind.MEMBER_LEFT,
  memberJoined: SystemContentKind.MEMBER_JOINED,
  subjectChanged: SystemContentKind.SUBJECT_CHANGED,
  avatarChanged: SystemContentKind.AVATAR_CHANGED,
  descriptionChanged: SystemContentKind.DESCRIPTION_CHANGED,
  keyChanged: SystemContentKind.KEY_CHANGED,
  numberChanged: SystemContentKind.NUMBER_CHANGED,
  adminChanged: SystemContentKind.ADMIN_CHANGED,
  timerChanged: SystemContentKind.EXPIRE_TIMER_CHANGED,
  pinned: SystemContentKind.MESSAGE_PINNED,
  blocked: SystemContentKind.BLOCKED_CHANGED,
  other: SystemContentKind.UNSPECIFIED,
};

/** UTF-16 code units of a notice; at most 3 times as many bytes, which is below 16,384. */
const MAX_NOTICE = 5400;

/**
 * What the app said, with its kind and people where the phrase is known.
 *
 * @param author - the name that an iPhone writes before a notice, which may be the group's
 */
export function noticeContent(
  text: string,
  match: { readonly kind: SystemKind; readonly captures: Captures } | undefined,
  author: string | undefined,
  context: Context,
): Pick<Interpreted, "kind" | "content"> {
  if (text.length > MAX_NOTICE) return { kind: "text", content: { text: { text: { body: text } } } };
  const actor = match?.captures.actor ?? (match === undefined && author !== undefined ? named(author) : undefined);
  const subjects = listPeople(match?.captures.subject, context.book.and);
  return {
    kind: "system",
    content: {
      system: {
        kind: match === undefined ? SystemContentKind.UNSPECIFIED : KINDS[match.kind],
        text,
        ...(actor === undefined ? {} : { actorId: context.personId(actor) }),
        ...(subjects.length === 0 ? {} : { subjectIds: [...new Set(subjects.map(context.personId))] }),
      },
    },
  };
}

function named(name: string): { readonly me: false; readonly name: string } {
  return { me: false, name };
}
