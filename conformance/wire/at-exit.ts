const pending = new Set<() => void>();

/** Runs what is left when this process ends, however it does short of being killed. */
function runAll(): void {
  for (const action of pending) action();
}

/** Has something done if this process ends before it was called off. @returns calls it off */
export function atExit(action: () => void): () => void {
  if (pending.size === 0) process.on("exit", runAll);
  pending.add(action);
  return () => {
    pending.delete(action);
    if (pending.size === 0) process.off("exit", runAll);
  };
}
