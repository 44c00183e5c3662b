import { readdirSync, readFileSync } from "node:fs";

/**
 * The peak of resident memory of a process and all that it started, in bytes: the sum of VmHWM of those that live.
 * Undefined on other platforms than Linux, and if the process is gone.
 */
export function peakMemoryOf(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  let bytes: number | undefined;
  for (const member of processTree(pid)) {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(`${member}/status`))?.[1];
    if (peak !== undefined) bytes = (bytes ?? 0) + Number(peak) * 1024;
  }
  return bytes;
}

/** The process, its descendants, and those of its session whose parent is gone. */
function processTree(root: number): readonly number[] {
  const others = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const found = others.map((name) => {
    // The name of the program may hold spaces and brackets; what counts comes after the last one.
    const [, parent, , session] = readProc(`${name}/stat`).split(")").at(-1)!.trim().split(" ").map(Number);
    return { pid: Number(name), parent, session };
  });
  const tree = new Set([root]);
  let size = 0;
  while (size < tree.size) {
    size = tree.size;
    for (const { pid, parent, session } of found) if (session === root || tree.has(parent!)) tree.add(pid);
  }
  return [...tree];
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    // It ended meanwhile.
    return "";
  }
}
