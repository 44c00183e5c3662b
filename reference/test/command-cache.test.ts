import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { buildOnce, keepsake, temporaryFolder } from "./command-harness.js";
import { vaultFolder, WITH_KEY } from "./command-life-helpers.js";

/** Notes in a file which photos a process opens, whichever of its threads does it. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import fs from "node:fs";
  import { syncBuiltinESMExports } from "node:module";
  for (const [place, name] of [[fs, "open"], [fs, "openSync"], [fs.promises, "open"]]) {
    const open = place[name];
    place[name] = (path, ...rest) => {
      if (String(path).endsWith(".jpg")) fs.appendFileSync(process.env.OPENED, String(path) + "\\n");
      return open.call(place, path, ...rest);
    };
  }
  syncBuiltinESMExports();
`)}`;

function writeChat(folder: string, person: string): void {
  mkdirSync(join(folder, person));
  const photo = `IMG-20240102-WA000${person.length}.jpg`;
  writeFileSync(join(folder, person, photo), bytesFor(person, 30_000));
  const text = `22/01/2024, 10:00 - ${person}: ${photo} (file attached)\n`;
  writeFileSync(join(folder, person, `WhatsApp Chat with ${person}.txt`), text);
}

describe("the command", { timeout: 120_000 }, () => {
  beforeAll(buildOnce, 120_000);

  it("reads the photos of a chat once, though other chats are backed up in between", async () => {
    const { folder, save } = await vaultFolder(temporaryFolder());
    await save();
    writeChat(folder, "Ann");
    writeChat(folder, "Robin");
    // Longer than the steps in which a file system may count the time of a change.
    await wait(2100);
    const opened = join(folder, "opened");
    const env = { NODE_OPTIONS: `--import ${WATCH}`, OPENED: opened };
    const reads: boolean[] = [];
    for (const person of ["Ann", "Robin", "Ann", "Robin"]) {
      writeFileSync(opened, "");
      const args = ["backup", person, "--vault", "vault", "--me", "Sam", "--timezone", "UTC", ...WITH_KEY];
      expect((await keepsake(folder, args, env)).code).toBe(0);
      reads.push(readFileSync(opened, "utf8") !== "");
    }
    expect(reads).toEqual([true, true, false, false]);
    rmSync(join(folder, ".cache"), { recursive: true });
    await keepsake(folder, ["backup", "Ann", "--vault", "vault", "--me", "Sam", "--timezone", "UTC", ...WITH_KEY], env);
    expect(readFileSync(opened, "utf8")).toContain("IMG-20240102-WA0003.jpg");
  });
});
