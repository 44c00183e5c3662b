import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { secureRandomness } from "../core/randomness.js";
import { generateRecoveryKey, rowsOf } from "../core/recovery-key.js";
import { buildOnce, temporaryFolder } from "./command-harness.js";

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
shown, end = "", time.time() + 25
while time.time() < end:
    if select.select([terminal], [], [], 0.2)[0]:
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
    timeout: 30_000,
    env: { ...process.env, XDG_STATE_HOME: join(folder, "state"), KEEPSAKE_RECOVERY_KEY_FILE: "" },
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as { shown: string; code: number };
}

// Needs a pseudo terminal, which Node cannot open; Python can, on everything but Windows.
describe("keepsake at a terminal", () => {
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

  it("ends when nothing is typed", () => {
    expect(play(temporaryFolder(), ["key", "check"], [["Row 1:", "\u0004"]]).code).toBe(2);
  });
});
