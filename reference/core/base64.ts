const PIECE = 8192;

/** Base64 of RFC 4648 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let offset = 0; offset < bytes.length; offset += PIECE) {
    binary += String.fromCharCode(...bytes.subarray(offset, offset + PIECE));
  }
  return btoa(binary);
}

/** The bytes of canonical base64; undefined for anything else, such as white space or stray bits at the end. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const binary = atob(text);
  if (btoa(binary) !== text) return undefined;
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
