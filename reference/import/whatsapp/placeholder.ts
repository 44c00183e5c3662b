import { AttachmentKind } from "../../core/proto/types.js";
import { comparable } from "./characters.js";
import type { Context, Interpreted } from "./interpret.js";
import { foldPhrase, type Phrase } from "./phrase-book.js";

/** Phrases that are compared as a whole are shorter. */
const MAX_PHRASE = 400;

/** Reads what the app writes in place of a message: deleted, view-once, live location. */
export function parsePlaceholder(author: string, body: string, context: Context): Interpreted | undefined {
  if (body.length > MAX_PHRASE) return undefined;
  // An old Android export writes "null" where a view-once photo was.
  if (body === "null" && context.layout === "android") return viewOnce(author, "any");
  const phrase = context.book.exact.get(foldPhrase(body));
  if (phrase?.what === "deleted") {
    const deletedBy = context.personId(phrase.byMe ? { me: true } : { me: false, name: author });
    return {
      kind: "deleted",
      content: { deleted: { deletedBy } },
      author,
      idText: "\u0001deleted",
      byOwner: phrase.byMe,
    };
  }
  if (phrase?.what === "viewOnce") return viewOnce(author, phrase.kind);
  if (phrase?.what === "liveLocation") {
    return { kind: "liveLocation", content: { liveLocation: {} }, author, idText: "\u0001live" };
  }
  const text = comparable(body).replace(/\.$/u, "");
  for (const template of context.book.deletedByAdmin) {
    const captures = template.match(text);
    if (captures === undefined) continue;
    const { actor } = captures;
    const deleted = actor === undefined ? {} : { deletedBy: context.personId(actor) };
    return { kind: "deleted", content: { deleted }, author, idText: "\u0001deleted" };
  }
  if (context.book.viewOnce.some((template) => template.match(text) !== undefined)) return viewOnce(author, "any");
  return undefined;
}

const VIEW_ONCE_KINDS = {
  any: AttachmentKind.UNSPECIFIED,
  photo: AttachmentKind.PHOTO,
  video: AttachmentKind.VIDEO,
  voice: AttachmentKind.VOICE_NOTE,
} as const;

function viewOnce(author: string, kind: Extract<Phrase, { what: "viewOnce" }>["kind"]): Interpreted {
  const content = { viewOnce: { kind: VIEW_ONCE_KINDS[kind] } };
  return { kind: "viewOnce", content, author, idText: "\u0001once" };
}
