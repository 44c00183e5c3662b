import { type Connection, type ConnectionEvents, type ConnectionSettings, connect } from "./connection.js";
import { readHello } from "./hello.js";
import { type Fault, type Hello, type Outcome, PROTOCOL } from "./messages.js";
import { UsageError } from "./usage-error.js";

/** How long a testee may take to start and answer `hello`, in milliseconds: it may be a container. */
const START_MS = 60_000;

/**
 * Starts a process, and lets it answer `hello` before anything else.
 *
 * @param suite - version of the suite
 * @throws UsageError if it cannot be started, does not answer, or speaks another version
 */
export async function startProcess(
  settings: ConnectionSettings,
  suite: string,
  events: ConnectionEvents,
): Promise<{ readonly connection: Connection; readonly hello: Hello }> {
  let isReady = false;
  let failed: (fault: Fault) => void = () => {};
  const failure = new Promise<Outcome>((resolve) => {
    failed = (fault) => resolve({ fault });
  });
  const connection = connect(settings, {
    ...events,
    onSettled(settled) {
      if (isReady) events.onSettled(settled);
      else for (const [job, outcome] of settled) job.resolve(outcome);
    },
    onBroken: (jobs, fault) => (isReady ? events.onBroken(jobs, fault) : failed(fault)),
  });
  const answer = new Promise<Outcome>((resolve, reject) => {
    const args = { protocol: PROTOCOL, suite, directory: connection.folder.directory };
    // Short deadlines are for requests: a start takes what it takes.
    const deadlineMs = START_MS / Math.min(1, settings.deadlineFactor);
    connection.send({ op: "hello", args, owner: "hello", deadlineMs, resolve, reject });
  });
  try {
    const hello = helloOf(await Promise.race([answer, failure]), settings.command);
    isReady = true;
    return { connection, hello };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function helloOf(outcome: Outcome, command: readonly string[]): Hello {
  const name = JSON.stringify(command.join(" "));
  if ("fault" in outcome) {
    const { message, stderr } = outcome.fault;
    const said = stderr.trim() === "" ? "" : `; standard error: ${stderr.trim().slice(-2000)}`;
    throw new UsageError(`the testee ${name} could not be started, or did not answer hello: ${message}${said}`);
  }
  if ("unsupported" in outcome)
    throw new UsageError(`the testee ${name} does not support hello: ${outcome.unsupported}`);
  const { ok, reject } = outcome.answer;
  if (ok === undefined) throw new UsageError(`the testee ${name} rejects hello with ${reject!.code}`);
  return readHello(ok);
}
