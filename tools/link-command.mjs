// npm links the commands of dependencies into node_modules/.bin, but not the package's own. With this link,
// `npx keepsake` runs what was just built; without it, npm would install the folder into a cache and build it again.
import { chmodSync, existsSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const COMMAND = "dist/reference/command/main.js";
const FOLDER = join("node_modules", ".bin");

if (existsSync(FOLDER)) {
  const link = join(FOLDER, "keepsake");
  if (process.platform === "win32") {
    writeFileSync(`${link}.cmd`, `@node "%~dp0\\..\\..\\${COMMAND.replaceAll("/", "\\")}" %*\r\n`);
  } else {
    chmodSync(COMMAND, 0o755);
    rmSync(link, { force: true });
    symlinkSync(`../../${COMMAND}`, link);
  }
}
