/** Whether an id matches: `*` stands for any characters, slashes too, and `?` for one. */
export function globMatcher(glob: string): (id: string) => boolean {
  const parts = glob.split(/([*?])/).map((part) => (part === "*" ? ".*" : part === "?" ? "." : escapeText(part)));
  const pattern = new RegExp(`^${parts.join("")}$`, "s");
  return (id) => pattern.test(id);
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
}
