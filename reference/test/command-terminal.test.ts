import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { snapshotName } from "../core/names.js";
import { secureRandomness } from "../core/randomness.js";
import { generateRecoveryKey, rowsOf } from "../core/recovery-key.js";
import { buildOnce, keepsake, keepsakeJson, temporaryFolder } from "./command-harness.js";
import { vaultFolder } from "./command-life-helpers.js";
import { makeLibrary, runBackup } from "./vault-helpers.js";

/**
 * Plays a person at a terminal: `answers` are pairs of what the screen ends with and what is typed then. "<row>" stands
 * for the row that was asked for, as the screen showed it.
 */
const PLAY = `
import json, os, pty, re, select, sys, time
argv, answers = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(argv[0], argv)
shown, end = "", time.time() + 120
while time.time() < end:
    if select.select([terminal], [], [], 0.7)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data.decode(errors="replace")
        shown = re.sub(r"\\x1b\\[[0-9;?]*[A-Za-z]", "", shown)
        continue  # What is typed shows its prompt again, piece by piece: answer only when all is still.
    if answers and re.search(answers[0][0] + r" $", shown):
        typed = answers.pop(0)[1]
        asked = re.findall(r"type row (\\d)", shown)
        if typed == "<row>":
            typed = re.search(asked[-1] + r"   (\\d{4} \\d{4})", shown)[1] + "\\r"
        shown += "\\n"
        os.write(terminal, typed.encode())
if time.time() >= end:
    os.kill(pid, 9)
print(json.dumps({"shown": shown, "code": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}))
`;
const hasTerminal = spawnSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"]).status === 0;

function play(folder: string, args: readonly string[], answers: readonly (readonly [string, string])[]) {
  const argv = [process.execPath, join(process.cwd(), "dist/reference/command/main.js"), ...args];
  const { stdout, stderr } = spawnSync("python3", ["-c", PLAY, JSON.stringify([argv, answers])], {
    cwd: folder,
    encoding: "utf8",
    timeout: 130_000,
    env: {
      ...process.env,
      XDG_STATE_HOME: join(folder, "state"),
      XDG_CACHE_HOME: join(folder, "cache"),
      KEEPSAKE_RECOVERY_KEY_FILE: "",
    },
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as { shown: string; code: number };
}

// Needs a pseudo terminal, which Node cannot open; Python can, on everything but Windows.
describe("keepsake at a terminal", { timeout: 300_000 }, () => {
  beforeAll(buildOnce, 300_000);
  beforeEach((context) => {
    if (!hasTerminal) context.skip("no python3 that can open a pseudo terminal");
  });

  it("shows the key once and has two rows typed back, whatever is mistyped in between", () => {
    const folder = temporaryFolder();
    const { shown, code } = play(
      folder,
      ["init", "vault"],
      [
        ["type row \\d:", "1234 5678\r"],
        ["type row \\d:", "<row>"],
        ["type row \\d:", "<row>"],
      ],
    );
    expect(shown).toMatch(/That is not row \d/);
    expect(code).toBe(0);
    expect(existsSync(join(folder, "vault", "headers"))).toBe(true);
  });

  it("makes no vault when it is stopped before the key was written down", () => {
    const folder = temporaryFolder();
    const { code } = play(folder, ["init", "vault"], [["type row \\d:", "\u0003"]]);
    expect(code).toBe(130);
    expect(existsSync(join(folder, "vault"))).toBe(false);
  });

  it("never shows what is typed, and asks again for the row that is wrong", () => {
    const rows = rowsOf(generateRecoveryKey(secureRandomness));
    const wrong = rows.with(2, `${(Number(rows[2]![0]) + 1) % 10}${rows[2]!.slice(1)}`);
    const { shown, code } = play(
      temporaryFolder(),
      ["key", "check"],
      [
        ["Row 1:", `${wrong.join("\r")}\r`],
        ["Row 3:", `${rows[2]}\r`],
      ],
    );
    expect(shown).toContain("Row 3 has a wrong digit");
    expect(shown).toContain("All 8 rows are right.");
    for (const row of [...rows, wrong[2]!]) expect(shown).not.toContain(row);
    expect(code).toBe(0);
  });

  it("takes the whole key in one line", () => {
    const key = generateRecoveryKey(secureRandomness);
    expect(play(temporaryFolder(), ["key", "check"], [["Row 1:", `${key}\r`]]).code).toBe(0);
  });

  it("shows what it would accept of a vault that is older than remembered, and takes only a yes", async () => {
    const { folder, vault, save } = await vaultFolder();
    for (let n = 0; n < 2; n++) await runBackup(vault, makeLibrary(1));
    await save();
    rmSync(join(folder, "vault", snapshotName(2)));
    const accept = ["accept", "vault", "--recovery-key-file", "key.txt"];
    for (const [answer, code] of [
      ["no\r", 2],
      ["yes\r", 0],
    ] as const) {
      const run = play(folder, accept, [["Type yes to accept it:", answer]]);
      expect(run.shown).toContain("remembers header 1 and backup 2");
      expect(run.shown).toContain("backup 1 of 2026-01-15");
      expect(run.code).toBe(code);
    }
    expect(await keepsakeJson(folder, accept)).toMatchObject({ accepted: false, differences: [] });
  });

  describe("asks about each key that is not at hand when the root key changes", () => {
    const WITH_KEY = ["--recovery-key-file", "key.txt"];
    const ASKED = "k = keep it by entering it, d = drop it, s = stop:";

    /** A vault with three recovery keys, of which only the first is in the file that opens it. */
    async function threeKeys(): Promise<string> {
      const folder = temporaryFolder();
      await keepsakeJson(folder, ["init", "vault", "--new-recovery-key-file", "key.txt"]);
      for (const name of ["second", "third"]) {
        const more = ["--label", name, "--new-recovery-key-file", `${name}.txt`, ...WITH_KEY];
        await keepsakeJson(folder, ["slot", "add", "vault", ...more]);
      }
      return folder;
    }
    const typed = (folder: string, name: string) =>
      `${readFileSync(join(folder, name), "utf8").trim().split("\n").join("\r")}\r`;
    const opens = async (folder: string, name: string) =>
      (await keepsake(folder, ["key", "check", "--vault", "vault", "--recovery-key-file", name])).code === 0;

    it("keeps what is entered and drops what may go", async () => {
      const folder = await threeKeys();
      const { shown, code } = play(
        folder,
        ["slot", "rotate", "vault", ...WITH_KEY],
        [
          [ASKED, "k\r"],
          // A key that opens something else first.
          ["Row 1:", typed(folder, "third.txt")],
          ["Row 1:", typed(folder, "second.txt")],
          [ASKED, "what?\r"],
          [ASKED, "d\r"],
        ],
      );
      expect(shown).toContain("(second) is not at hand");
      expect(shown).toContain("This is a recovery key, but not this one.");
      expect(shown).toMatch(/These no longer do: [0-9a-f]{8} \(third\)\./);
      expect(code).toBe(0);
      const able = await Promise.all(["key.txt", "second.txt", "third.txt"].map((name) => opens(folder, name)));
      expect(able).toEqual([true, true, false]);
    });

    it("changes nothing when it is stopped", async () => {
      const folder = await threeKeys();
      const args = ["slot", "rotate", "vault", ...WITH_KEY];
      const answers: [string, string][] = [
        [ASKED, "d\r"],
        [ASKED, "s\r"],
      ];
      expect(play(folder, args, answers).code).toBe(2);
      expect(play(folder, args, [[ASKED, "\u0003"]]).code).toBe(130);
      expect(readdirSync(join(folder, "vault", "headers"))).toHaveLength(3);
      expect(await opens(folder, "third.txt")).toBe(true);
    });

    it("does not ask about the key that is removed", async () => {
      const folder = await threeKeys();
      const { slots } = await keepsakeJson<{ slots: { slotId: string }[] }>(folder, ["slot", "list", "vault"]);
      const { shown, code } = play(
        folder,
        ["slot", "remove", "vault", slots[2]!.slotId, ...WITH_KEY],
        [[ASKED, "d\r"]],
      );
      expect(shown.match(/is not at hand/g)).toHaveLength(1);
      expect(code).toBe(0);
      expect(await opens(folder, "key.txt")).toBe(true);
    });
  });

  it("ends when nothing is typed", () => {
    expect(play(temporaryFolder(), ["key", "check"], [["Row 1:", "\u0004"]]).code).toBe(2);
  });
});
