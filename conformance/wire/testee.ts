import type { Values } from "../suite/case.js";
import type { Connection, ConnectionSettings, Job } from "./connection.js";
import { peakMemoryOf } from "./memory.js";
import type { Fault, Hello, Outcome } from "./messages.js";
import { createPatience } from "./patience.js";
import { startProcess } from "./start.js";

/** After so many failures to start again in a row, it is not started any more. */
const MOST_FAILED_STARTS = 2;

export interface TesteeSettings extends ConnectionSettings {
  /** Version of the suite. */
  readonly suite: string;
  /** The process failed in a way that concerns a request that was settled before. */
  readonly onStray: (owner: string, fault: Fault) => void;
}

/** A testee that is started again whenever its process fails. */
export interface Testee {
  readonly hello: Hello;
  /**
   * Sends a request as soon as `hello.parallel` allows.
   *
   * @param owner - the id of the case, which is never sent
   * @throws Error if the request itself is not what the schema says
   */
  call(op: string, args: Values, owner: string, deadlineMs?: number): Promise<Outcome>;
  /** Peak memory of its processes since the last start, in bytes; undefined where the platform does not tell. */
  peakMemory(): number | undefined;
  /** Starts a new process in place of this one. To be called when no request is under way. */
  renew(): Promise<void>;
  /** How often the process was started again after a failure. */
  restarts(): number;
  close(): Promise<void>;
}

/**
 * Starts a testee and asks it for `hello`.
 *
 * @throws UsageError if it cannot be started, does not answer, or speaks another version
 */
export async function startTestee(settings: TesteeSettings): Promise<Testee> {
  const queue: Job[] = [];
  /** Requests that were under way when the process failed: they are sent again one at a time, the likeliest reason last. */
  let suspects: Job[] = [];
  /** The failure that no suspect has repeated yet. */
  let unexplained: Fault | undefined;
  let lastOwner: string | undefined;
  const patience = createPatience();
  let restarts = 0;
  let givenUp: Fault | undefined;
  let isClosed = false;
  let connection: Connection | undefined;

  async function open(): Promise<Hello> {
    const opened = await startProcess(settings, settings.suite, { onSettled, onBroken, onStray });
    connection = opened.connection;
    if (isClosed) await connection.close();
    return opened.hello;
  }

  function onSettled(settled: readonly (readonly [Job, Outcome])[]): void {
    for (const [job, outcome] of settled) {
      patience.answered(job.op);
      lastOwner = job.owner;
      job.resolve(outcome);
    }
    pump();
  }

  function onStray(owner: string | undefined, fault: Fault): void {
    const concerned = owner ?? lastOwner;
    if (concerned !== undefined) settings.onStray(concerned, fault);
  }

  function onBroken(jobs: readonly Job[], fault: Fault): void {
    connection = undefined;
    restarts++;
    patience.failed(fault.cause, jobs.length === 1 ? jobs[0]!.op : undefined);
    if (jobs.length > 1) {
      suspects = [...jobs].reverse();
      // A request that is late beside others may have had to wait for them, and is asked again before it is blamed.
      unexplained = fault.cause === "timeout" ? undefined : fault;
    } else {
      unexplained = undefined;
      if (jobs.length === 1) jobs[0]!.resolve({ fault });
      else onStray(undefined, fault);
    }
    void reopen(fault);
  }

  async function reopen(last: Fault): Promise<void> {
    for (let tries = 1; !isClosed; tries++) {
      const end = patience.end();
      if (end !== undefined) {
        giveUp(`${end}, at last: ${last.message}`);
        return;
      }
      try {
        await open();
        pump();
        return;
      } catch (error) {
        if (tries < MOST_FAILED_STARTS) continue;
        giveUp(`after a failure ${(error as Error).message}`);
        return;
      }
    }
  }

  function giveUp(why: string): void {
    givenUp = notSent(why);
    for (const job of [...suspects.splice(0), ...queue.splice(0)]) job.resolve({ fault: givenUp });
  }

  function pump(): void {
    if (connection === undefined || isClosed) return;
    if (suspects.length > 0 || unexplained !== undefined) {
      if (connection.busy() === 0) sendSuspect(connection);
      return;
    }
    while (queue.length > 0 && connection.busy() < hello.parallel) send(connection, queue.shift()!);
  }

  function send(to: Connection, job: Job): void {
    const end = patience.endFor(job.op);
    if (end === undefined) to.send(job, hello);
    else job.resolve({ fault: notSent(end) });
  }

  function sendSuspect(to: Connection): void {
    const job = suspects.shift()!;
    if (suspects.length > 0 || unexplained === undefined) {
      send(to, job);
      // One that was not sent is settled already, and nothing else is under way.
      if (to.busy() === 0) pump();
      return;
    }
    const message = `${unexplained.message}; other requests were under way, and it did not happen again when each was sent alone`;
    job.resolve({ fault: { ...unexplained, message } });
    unexplained = undefined;
    pump();
  }

  const hello = await open();

  return {
    hello,
    call(op, args, owner, deadlineMs) {
      if (givenUp !== undefined) return Promise.resolve({ fault: givenUp });
      return new Promise((resolve, reject) => {
        queue.push({ op, args, owner, deadlineMs, resolve, reject });
        pump();
      });
    },
    peakMemory() {
      const pid = connection?.child.pid;
      return pid === undefined ? undefined : peakMemoryOf(pid);
    },
    async renew() {
      const old = connection;
      if (old === undefined) return;
      connection = undefined;
      await old.close();
      await open();
      pump();
    },
    restarts: () => restarts,
    async close() {
      isClosed = true;
      await connection?.close();
    },
  };
}

function notSent(why: string): Fault {
  return { cause: "given-up", message: `the request was not sent: ${why}`, stderr: "" };
}
