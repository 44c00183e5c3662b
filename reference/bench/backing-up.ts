import { randomFillSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { interleaved, isOnPath, median, type Program, type Row, script, time, times } from "./measure.js";
import { messageFrame } from "./messages.js";

const MIB = 1_048_576;
const TARGET_MIB = 200;
const PHOTO = 300_000;
const VIDEO = 10_000_000;

/** A module that prints the peak memory of a process in KiB as its last line. */
const PEAK = "data:text/javascript,process.on('exit',()=>console.log(process.resourceUsage().maxRSS))";

/** Whole backups of an exported chat on this disk, against restic and borg. */
export async function benchBackingUp(quick: boolean, runs: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "keepsake-bench-"));
  try {
    const part = quick ? 4 : 1;
    const media = join(folder, "media");
    const bytes = writeExport(media, 0, { photos: 1000 / part, videos: 76 / part });
    const chat = join(folder, "chat");
    writeExport(chat, 20_000 / part, { photos: 2000 / part, videos: 0 });
    // A file of the last two seconds is read again, as it may change without its times showing that.
    await wait(2100);
    return [...compareFirst(folder, media, bytes, runs), ...measureAgain(folder, chat, runs)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compareFirst(folder: string, source: string, bytes: number, runs: number): Row[] {
  const peers = [restic(folder, source), borg(folder, source)];
  const installed = peers.filter(({ command }) => isOnPath(command));
  const [ours, copied, ...theirs] = interleaved(
    [keepsake(folder, source, "first"), copy(folder, source), ...installed],
    runs,
  );
  const rate = (ms: number) => `${Math.round(bytes / ms / 1000)} MB/s`;
  const what = `first backup of ${Math.round(bytes / MIB)} MiB of media`;
  const peak = peakMiB(ours!.outputs);
  const besideCopy: Row = {
    what,
    ours: rate(ours!.ms),
    peer: `cp and sync ${rate(copied!.ms)}`,
    result: times(copied!.ms / ours!.ms),
    target: "",
  };
  const compared = peers.map((peer) => {
    const measured = theirs[installed.indexOf(peer)];
    const ratio = measured === undefined ? undefined : measured.ms / ours!.ms;
    return {
      what,
      ours: `${rate(ours!.ms)}, ${Math.round(peak)} MiB`,
      peer: measured === undefined ? `${peer.command} is not installed` : `${peer.command} ${rate(measured.ms)}`,
      result: ratio === undefined ? "" : times(ratio),
      target: `>= 4.00 x, <= ${TARGET_MIB} MiB`,
      ...(ratio === undefined ? {} : { pass: ratio >= 4 && peak <= TARGET_MIB }),
    };
  });
  return [besideCopy, ...compared];
}

/** For scale: the same files copied, then made durable one by one, without hashing or sealing. */
function copy(folder: string, source: string): Program {
  const target = join(folder, "copy");
  const command = 'cp -r "$0" "$1" && sync "$1"/*';
  return { command: "sh", args: ["-c", command, source, target], prepare: () => removeAll(target) };
}

/** Backups of what is in the vault already. */
function measureAgain(folder: string, source: string, runs: number): Row[] {
  const forgetful = {
    ...keepsake(folder, source, "again"),
    prepare: () => rmSync(cacheOf(folder), { recursive: true, force: true }),
  };
  const [first, without, cached] = interleaved(
    [keepsake(folder, source, "first"), forgetful, keepsake(folder, source, "again")],
    runs,
  );
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const row = (what: string, again: typeof first, most: number | undefined) => {
    const share = again!.ms / first!.ms;
    const peak = peakMiB([...first!.outputs, ...again!.outputs]);
    const stored = again!.outputs.some((output) => !/"uploaded":\s*\{\s*"objects":\s*0\b/.test(output));
    return {
      what: `nothing changed, ${what}`,
      ours: `${seconds(again!.ms)}, ${Math.round(peak)} MiB`,
      peer: `first: ${seconds(first!.ms)}`,
      result: `${(share * 100).toFixed(0)} %`,
      target: `${most === undefined ? "" : `< ${most * 100} %, `}nothing stored, <= ${TARGET_MIB} MiB`,
      pass: share < (most ?? Number.POSITIVE_INFINITY) && !stored && peak <= TARGET_MIB,
    };
  };
  return [row("with the cache", cached, 0.1), row("without it", without, undefined)];
}

const cacheOf = (folder: string) => join(folder, "cache");

/** Into a vault that is made before each run, or into that of the last one. */
function keepsake(folder: string, source: string, which: "first" | "again"): Program {
  const [vault, key] = [join(folder, "vault"), join(folder, "key")];
  const env = { XDG_CACHE_HOME: cacheOf(folder), XDG_STATE_HOME: join(folder, "state") };
  const options = [
    "--vault",
    vault,
    "--recovery-key-file",
    key,
    "--me",
    "Sam",
    "--timezone",
    "UTC",
    "--date-order",
    "dmy",
  ];
  const { command, args } = script("../command/main.js", "backup", source, ...options, "--json");
  const program = { command, args: ["--import", PEAK, ...args], env };
  if (which === "again") return program;
  const prepare = () => {
    removeAll(vault, key, cacheOf(folder));
    time({ ...script("../command/main.js", "init", vault, "--new-recovery-key-file", key), env });
  };
  return { ...program, prepare };
}

/** Removes what an earlier run wrote, and waits until that slows nobody: ext4 gives an inode out again after 5 seconds. */
function removeAll(...paths: string[]): void {
  for (const path of paths) rmSync(path, { recursive: true, force: true });
  time({ command: "sync", args: [] });
  time({ command: "sleep", args: ["6"] });
}

function restic(folder: string, source: string): Program {
  const repository = join(folder, "restic");
  const env = { RESTIC_PASSWORD: "bench", RESTIC_CACHE_DIR: join(folder, "restic-cache") };
  const run = (...args: string[]) => ({ command: "restic", args: ["--quiet", "--repo", repository, ...args], env });
  const prepare = () => {
    removeAll(repository);
    time(run("init"));
  };
  return { ...run("--compression", "off", "backup", source), prepare };
}

function borg(folder: string, source: string): Program {
  const repository = join(folder, "borg");
  const env = { BORG_PASSPHRASE: "bench", BORG_BASE_DIR: join(folder, "borg-home") };
  const prepare = () => {
    removeAll(repository);
    time({ command: "borg", args: ["init", "--encryption", "repokey", repository], env });
  };
  return { command: "borg", args: ["create", "--compression", "none", `${repository}::first`, source], env, prepare };
}

function peakMiB(outputs: readonly string[]): number {
  return median(outputs.map((output) => Number(output.trim().split("\n").at(-1)) / 1024));
}

/** An exported chat with media of random bytes. Gives the bytes of the media. */
function writeExport(folder: string, messages: number, { photos, videos }: { photos: number; videos: number }): number {
  mkdirSync(folder);
  const names: string[] = [];
  const write = (kind: string, extension: string, bytes: number) => {
    const name = `${kind}-20230101-WA${String(names.length).padStart(4, "0")}.${extension}`;
    writeFileSync(join(folder, name), randomFillSync(new Uint8Array(bytes)));
    names.push(name);
  };
  for (let i = 0; i < photos; i++) write("IMG", "jpg", PHOTO);
  for (let i = 0; i < videos; i++) write("VID", "mp4", VIDEO);
  const step = Math.max(1, Math.floor(messages / names.length));
  const lines = Array.from({ length: Math.max(messages, names.length) }, (_, index) => {
    const date = new Date(Date.UTC(2023, 0, 1) + index * 600_000).toISOString();
    const [year, month, day] = date.slice(0, 10).split("-");
    const name = index % step === 0 ? names[index / step] : undefined;
    const text = name === undefined ? messageFrame(index).message!.text!.text!.body : `${name} (file attached)`;
    return `${day}/${month}/${year}, ${date.slice(11, 16)} - ${index % 2 === 0 ? "Ann" : "Sam"}: ${text}\n`;
  });
  writeFileSync(join(folder, "WhatsApp Chat with Ann.txt"), lines.join(""));
  return photos * PHOTO + videos * VIDEO;
}
