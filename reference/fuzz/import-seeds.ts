import { BlobReader, BlobWriter, ZipWriter } from "@zip.js/zip.js";

/** Short chats in both layouts. */
export const WHATSAPP_TEXTS = [
  [
    "12/03/2024, 20:59 - Messages and calls are end-to-end encrypted.",
    "12/03/2024, 21:14 - Ana: hello",
    "and a second line",
    "13/03/2024, 08:01 - Sam: IMG-20240313-WA0003.jpg (file attached)",
    "13/03/2024, 08:02 - Ana: POLL:",
    "When?",
    "OPTION: Now (1 vote)",
    "14/03/2024, 08:02 - Sam: location: https://maps.google.com/?q=52.1,4.3",
    "14/03/2024, 08:03 - Ana: This message was deleted",
  ].join("\n"),
  [
    "[12/03/2024, 21:14:10] Ana: hello",
    "\u200e[13/03/2024, 9:14:10\u202fPM] Sam: \u200e<attached: 00000002-PHOTO-2024-03-13-21-14-10.jpg>",
    "[13/03/2024, 21:15:00] Sam: text \u200e<This message was edited>",
  ].join("\r\n"),
];

/** The first of them as WhatsApp packs it. */
export async function sampleZip(): Promise<Uint8Array> {
  const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  const lastModDate = new Date(Date.UTC(2026, 0, 15));
  await zip.add("WhatsApp Chat with Ana.txt", new BlobReader(new Blob([WHATSAPP_TEXTS[0]!])), { lastModDate });
  await zip.add("IMG-20240313-WA0003.jpg", new BlobReader(new Blob(["picture"])), { lastModDate });
  return new Uint8Array(await (await zip.close()).arrayBuffer());
}
