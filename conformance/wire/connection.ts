import { rm } from "node:fs";
import type { Answer, Values } from "../suite/case.js";
import { parseAnswerLine } from "./answer-line.js";
import { type Child, startChild } from "./child.js";
import { decodeValues, MalformedValue } from "./decode.js";
import { LineTooLong } from "./encode.js";
import { type ExchangeFolder, makeExchangeFolder } from "./folder.js";
import type { AnswerLine, Fault, FaultCause, Hello, Outcome } from "./messages.js";
import { newRequestId } from "./request-id.js";
import { type RequestLine, writeRequest } from "./request-line.js";
import type { Validator } from "./validator.js";

/** A timer that comes this much too late says that the runner was busy, and could not read. In milliseconds. */
const RUNNER_WAS_BUSY = 100;
/** Of so many requests it is remembered whose they were, to tell a second answer from an unknown id. */
const REMEMBERED = 4096;
const ANSWERED_TWICE = "the request was answered twice";

/** A request, and who waits for what becomes of it. */
export interface Job {
  readonly op: string;
  readonly args: Values;
  readonly owner: string;
  readonly deadlineMs?: number | undefined;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** What a connection reports. */
export interface ConnectionEvents {
  /** Answers that came together. */
  onSettled(settled: readonly (readonly [Job, Outcome])[]): void;
  /** The process failed and is gone. Any of the requests that were under way may be why; the oldest is the first. */
  onBroken(suspects: readonly Job[], fault: Fault): void;
  /** A line that concerns a request that was settled before, or, without an owner, the last one. */
  onStray(owner: string | undefined, fault: Fault): void;
}

export interface ConnectionSettings {
  readonly command: readonly string[];
  /** What deadlines are multiplied by. */
  readonly deadlineFactor: number;
  readonly validator?: Validator | undefined;
}

/** A running process of the testee. */
export interface Connection {
  readonly child: Child;
  readonly folder: ExchangeFolder;
  busy(): number;
  send(job: Job, hello?: Hello): void;
  close(): Promise<void>;
}

interface Sent {
  readonly job: Job;
  readonly files: readonly string[];
  readonly stderrMark: number;
  readonly deadlineMs: number;
  due: number;
  timer: NodeJS.Timeout | undefined;
  /** Set when it was answered; it is settled with the others that came at the same time. */
  outcome?: Outcome;
}

/** Starts a process. */
export function connect(settings: ConnectionSettings, events: ConnectionEvents): Connection {
  const folder = makeExchangeFolder();
  const underWay = new Map<string, Sent>();
  const owners = new Map<string, string>();
  let answered: string[] = [];
  let isOpen = true;
  let isClosing = false;
  const child = startChild(settings.command, {
    onLine,
    onPause: settle,
    onTooLong: () => breakOff("line-too-long", "a line on standard output is too long to be read"),
    onEnd: (how) => breakOff("process-ended", how),
  });

  function fault(cause: FaultCause, message: string, mark: number): Fault {
    return { cause, message, stderr: child.stderr.since(mark) };
  }

  function onLine(line: Buffer): void {
    if (!isOpen) return;
    const { answer, problem } = parseAnswerLine(line);
    const id = answer?.id ?? problem?.id;
    const sent = id === undefined ? undefined : underWay.get(id);
    if (id === undefined) {
      breakOff(problem!.cause, problem!.message);
    } else if (sent === undefined) {
      onUnknown(id);
    } else if (sent.outcome !== undefined) {
      sent.outcome = { fault: fault("second-answer", ANSWERED_TWICE, sent.stderrMark) };
    } else {
      answered.push(id);
      sent.outcome =
        answer === undefined
          ? { fault: fault(problem!.cause, problem!.message, sent.stderrMark) }
          : outcomeOf(sent, answer);
    }
  }

  function onUnknown(id: string): void {
    const owner = owners.get(id);
    if (owner === undefined) breakOff("unknown-id", `an answer has the id ${JSON.stringify(id)}, which no request had`);
    else events.onStray(owner, fault("second-answer", ANSWERED_TWICE, child.stderr.position()));
  }

  function outcomeOf({ job, stderrMark }: Sent, line: AnswerLine): Outcome {
    const problem = settings.validator?.answer(job.op, line);
    if (problem !== undefined) return { fault: fault("schema", problem, stderrMark) };
    if (line.unsupported !== undefined) return { unsupported: line.unsupported.reason };
    if (line.fault !== undefined) {
      const { message, trace } = line.fault;
      return { fault: fault("reported", typeof trace === "string" ? `${message}\n${trace}` : message, stderrMark) };
    }
    try {
      const answer =
        line.ok === undefined
          ? { reject: decodeValues(line.reject!, folder.load) as Answer["reject"] & object }
          : { ok: decodeValues(line.ok, folder.load) };
      return { answer, stderr: () => child.stderr.since(stderrMark) };
    } catch (error) {
      if (!(error instanceof MalformedValue)) throw error;
      return { fault: fault("malformed", error.message, stderrMark) };
    }
  }

  function settle(): void {
    if (answered.length === 0) return;
    const settled = answered.map((id): readonly [Job, Outcome] => {
      const sent = underWay.get(id)!;
      underWay.delete(id);
      release(sent);
      // A second answer to hello is of no case: it is an id that no request had.
      if (sent.job.op !== "hello") remember(id, sent.job.owner);
      return [sent.job, sent.outcome!];
    });
    answered = [];
    events.onSettled(settled);
  }

  function remember(id: string, owner: string): void {
    owners.set(id, owner);
    if (owners.size > REMEMBERED) owners.delete(owners.keys().next().value!);
  }

  function breakOff(cause: FaultCause, message: string): void {
    if (!isOpen) return;
    if (isClosing) {
      events.onStray(undefined, fault(cause, message, child.stderr.position()));
      return;
    }
    isOpen = false;
    const suspects = [...underWay.values()];
    const mark = suspects[0]?.stderrMark ?? 0;
    for (const sent of suspects) release(sent);
    child.kill();
    void child.gone.then(() => {
      folder.remove();
      events.onBroken(
        suspects.map(({ job }) => job),
        fault(cause, message, mark),
      );
    });
  }

  function onTimer(id: string, sent: Sent): void {
    const late = performance.now() - sent.due;
    if (late > RUNNER_WAS_BUSY) {
      arm(id, sent, late);
      return;
    }
    // What has arrived meanwhile is read first.
    setImmediate(() => {
      if (!isOpen || underWay.get(id) !== sent) return;
      underWay.delete(id);
      const others = [...underWay];
      underWay.clear();
      // The one that is late is the most likely reason: it comes first.
      for (const [key, value] of [[id, sent] as const, ...others]) underWay.set(key, value);
      breakOff("timeout", `no answer within ${Math.round(sent.deadlineMs)} ms`);
    });
  }

  function arm(id: string, sent: Sent, ms: number): void {
    sent.due = performance.now() + ms;
    sent.timer = setTimeout(onTimer, ms, id, sent);
  }

  return {
    child,
    folder,
    busy: () => underWay.size,
    send(job, hello) {
      const files: string[] = [];
      let request: RequestLine;
      try {
        request = writeRequest(newRequestId(), job, hello, folder, settings.deadlineFactor, files);
        const problem = settings.validator?.request(JSON.parse(request.line));
        if (problem !== undefined) throw new Error(`the request is not what the schema says: ${problem}`);
      } catch (error) {
        removeFiles(files);
        if (error instanceof LineTooLong) job.resolve({ unsupported: tooLong(hello) });
        else job.reject(error as Error);
        return;
      }
      const { id, line, deadlineMs } = request;
      const sent: Sent = {
        job,
        files,
        stderrMark: child.stderr.position(),
        deadlineMs,
        due: 0,
        timer: undefined,
      };
      underWay.set(id, sent);
      arm(id, sent, deadlineMs);
      child.write(line);
    },
    async close() {
      // What still comes is looked at, since it is one answer too many.
      isClosing = true;
      for (const sent of underWay.values()) release(sent);
      await child.close();
      folder.remove();
    },
  };
}

function tooLong(hello: Hello | undefined): string {
  return `a request would be longer than maxLineBytes of hello, ${hello?.maxLineBytes}`;
}

function release({ timer, files }: Sent): void {
  clearTimeout(timer);
  removeFiles(files);
}

function removeFiles(files: readonly string[]): void {
  for (const file of files) rm(file, { force: true }, () => {});
}
