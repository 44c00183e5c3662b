/** Zips, to look into and to make. */
import { BlobReader, TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from "@zip.js/zip.js";

/** Names of the files in a zip, all of which can be read. */
export async function zipNames(zip: Uint8Array): Promise<string[]> {
  const reader = new ZipReader(new BlobReader(new Blob([zip as Uint8Array<ArrayBuffer>])));
  const names: string[] = [];
  for (const entry of await reader.getEntries()) {
    names.push(entry.filename);
    if (!entry.directory) await entry.getData(new Uint8ArrayWriter(), { checkSignature: true });
  }
  return names;
}

/** An export of a chat with Ana, with these files, one message each. Not compressed. */
export async function chatExport(files: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  const lines = Object.keys(files).map((name, index) => {
    const minute = String(index % 60).padStart(2, "0");
    return `25/12/2023, 14:${minute} - Ana: ${name} (file attached)`;
  });
  const zip = new ZipWriter(new Uint8ArrayWriter(), { level: 0 });
  const text = ["25/12/2023, 13:00 - Sam: Happy Christmas!", ...lines, ""].join("\n");
  await zip.add("WhatsApp Chat with Ana.txt", new TextReader(text));
  for (const [name, bytes] of Object.entries(files)) await zip.add(name, new Uint8ArrayReader(bytes));
  return Buffer.from(await zip.close());
}

/** Bytes that do not repeat, for a file of some size. */
export function content(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
