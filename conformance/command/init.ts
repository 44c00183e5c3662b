import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../reference/command/exit-codes.js";
import type { Context, Outcome } from "../../reference/command/verb.js";
import { PACKAGE_ROOT } from "../package-root.js";

/** What to do in the new folder, and how the testee is started there. */
const LANGUAGES: Readonly<Record<string, { readonly build?: string; readonly start: string }>> = {
  python: { start: "python3 testee.py" },
  go: { build: "go build -o testee .", start: "./testee" },
  typescript: { start: "node testee.js" },
};

/** `keepsake conformance init`: a testee to start from, which answers "unsupported" to every operation. */
export async function run(_context: Context, { lang }: { lang: string }, folder: string): Promise<Outcome> {
  const language = LANGUAGES[lang];
  if (language === undefined) throw new UsageError(`There is no template for ${lang}.`);
  if (existsSync(folder) && (!isFolder(folder) || readdirSync(folder).length > 0)) {
    throw new UsageError(`${folder} is not an empty folder; name one that is empty or does not exist yet.`);
  }
  cpSync(join(PACKAGE_ROOT, "conformance", "templates", lang), folder, { recursive: true });
  const { build, start } = language;
  const lines = [
    `A testee in ${folder} that answers "unsupported" to everything. Its README.md shows the first operation.`,
    "",
    "Next:",
    `  $ cd ${folder}`,
    ...(build === undefined ? [] : [`  $ ${build}`]),
    `  $ npx keepsake conformance smoke -- ${start}`,
  ];
  return { result: { folder, files: readdirSync(folder), start }, text: lines.join("\n") };
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}
