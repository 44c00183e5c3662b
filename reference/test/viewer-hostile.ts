/** A backup of which every part attacks the reader. */
import { type Attachment, AttachmentKind, type Frame } from "../core/proto/types.js";
import { ALICE, attachment, conversation, SELF, say } from "./viewer-sample-kit.js";

/** Runs if anything of a sender runs. */
export const ATTACK = "document.documentElement.dataset.attacked = 'yes'";
const HOSTILE = [
  `<script>${ATTACK}</script>`,
  `"><img src=x onerror="${ATTACK}">`,
  `<svg onload="${ATTACK}">`,
  `javascript:${ATTACK}`,
];

/** A chat in which everything that a sender can choose attacks the reader. */
export function hostileFrames(): Frame[] {
  const page = `<html><script>${ATTACK}</script>page</html>`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg"><script>${ATTACK}</script></svg>`;
  const document = (fileName: string, mediaType: string) =>
    attachment(AttachmentKind.DOCUMENT, { fileName, mediaType });
  const files = [
    document(page, "text/html"),
    document("page.html", "text/html"),
    document("page.html", ""),
    document("page.htm", "image/jpeg"),
    document(drawing, "image/svg+xml"),
    document("drawing.svg", "image/svg+xml"),
    document("drawing.svg", ""),
    attachment(AttachmentKind.PHOTO, { fileName: "drawing.svg", mediaType: "image/svg+xml" }),
  ];
  const [name = ""] = HOSTILE;
  return [
    { account: { selfContactId: SELF, displayName: name } },
    { contact: { id: ALICE, displayName: name } },
    { contact: { id: SELF, displayName: name } },
    { chat: { id: "chat", contactId: ALICE, title: name } },
    ...conversation("chat", Date.UTC(2024, 0, 1), [
      ...HOSTILE.map((text) => say(ALICE, text, { quote: { authorId: ALICE, text: { body: text } } })),
      { by: ALICE, media: { attachments: files, caption: { body: name } } },
      {
        by: ALICE,
        text: {
          text: { body: "x" },
          linkPreviews: HOSTILE.map((text) => ({ url: text, title: text, description: text })),
        },
      },
    ]),
  ];
}

/** Every file is a page or a drawing with a script. */
export const openHostile = async ({ fileName = "" }: Attachment) =>
  (async function* () {
    const isDrawing = fileName.endsWith("svg>") || fileName.endsWith(".svg");
    const text = isDrawing
      ? `<svg xmlns="http://www.w3.org/2000/svg"><script>${ATTACK}</script></svg>`
      : `<html><script>${ATTACK}</script>page</html>`;
    yield new TextEncoder().encode(text);
  })();
