import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { zeroize } from "../core/bytes.js";
import { KeepsakeError } from "../core/errors.js";
import { type Expected, judge } from "./guard.js";
import { listenOnLoopback } from "./loopback.js";
import { type CeremonyAnswer, type CeremonyRequest, decodeAnswer, encodeMessage, MAX_ANSWER } from "./messages.js";
import { PAGE_HEADERS, type PageFiles } from "./page-files.js";

/** How a ceremony is run. */
export interface CeremonyOptions {
  readonly files: PageFiles;
  /** Stops the ceremony; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Gets the URL that the person has to open, with the token in its fragment. */
  readonly announce: (url: string) => void;
  /** How long the person has, in milliseconds. */
  readonly timeoutMs?: number;
  /** How long one request may take, in milliseconds. */
  readonly requestTimeoutMs?: number;
}

const TOKEN = 16;
const TIMEOUT_MS = 5 * 60_000;
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 32;
/** Nobody guesses 128 bits; who goes on trying is a program that should be noticed. */
const MAX_WRONG_TOKENS = 100;

/**
 * Runs a ceremony in a page of this computer's browser, and gives what the page answers: one POST, with a token of 128
 * bits that only the URL has, from the page itself. Everything else that talks to the port gets no answer at all, and
 * the port is closed before this returns.
 *
 * @throws KeepsakeError key.prf-missing when time is up or the port is talked to with wrong tokens
 */
export async function runCeremony(request: CeremonyRequest, options: CeremonyOptions): Promise<CeremonyAnswer> {
  const { files, signal, announce, timeoutMs = TIMEOUT_MS } = options;
  signal.throwIfAborted();
  const token = randomBytes(TOKEN).toString("base64url");
  let expected: Expected | undefined;
  let settle: (outcome: CeremonyAnswer | Error) => void = () => {};
  const outcome = new Promise<CeremonyAnswer | Error>((resolve) => {
    settle = resolve;
  });
  let wrongTokens = 0;
  let answered = false;

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { socket } = message;
    if (expected === undefined) return void socket.destroy();
    const asked = judge(message, expected);
    if (asked.kind === "nothing") return void socket.destroy();
    if (asked.kind === "wrong-token") {
      if (++wrongTokens >= MAX_WRONG_TOKENS) settle(failure("Something on this computer tried to answer in its place"));
      return void socket.destroy();
    }
    if (asked.kind === "file") return void response.writeHead(200, headers(asked.file.type)).end(asked.file.bytes);
    if (asked.kind === "task")
      return void response.writeHead(200, headers("application/json")).end(encodeMessage(request));
    const text = await readText(message);
    const answer = text === undefined ? undefined : decodeAnswer(text, request);
    if (answer === undefined || answered) return void socket.destroy();
    answered = true;
    response.once("close", () => settle(answer));
    response.writeHead(204, PAGE_HEADERS).end();
  };

  const loopback = await listenOnLoopback(() => silentServer(serve, options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS));
  const host = `localhost:${loopback.port}`;
  expected = { host, token, files };
  const onAbort = () => settle(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => settle(failure(`No passkey was used within ${minutes(timeoutMs)}`)), timeoutMs);
  try {
    signal.throwIfAborted();
    announce(`http://${host}/#${token}`);
    const result = await outcome;
    if (result instanceof Error) throw result;
    return result;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    await loopback.close();
  }
}

type Serve = (message: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A server that says nothing on its own account, where Node would: no status 400, 408, 417 or 431, no 100. */
function silentServer(serve: Serve, requestTimeoutMs: number): Server {
  const server = createServer({
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
    // Missing, it is judged like a wrong one.
    requireHostHeader: false,
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on("request", (message, response) => {
    message.on("error", () => {});
    response.on("error", () => {});
    response.sendDate = false;
    // A request that ended early has no socket any more.
    const { socket } = message;
    serve(message, response).catch(() => socket.destroy());
  });
  for (const event of ["checkContinue", "checkExpectation"] as const) {
    server.on(event, ({ socket }) => socket.destroy());
  }
  for (const event of ["upgrade", "connect"] as const) server.on(event, (_message, socket) => socket.destroy());
  server.on("error", () => {});
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

function headers(type: string): Record<string, string> {
  return { ...PAGE_HEADERS, "Content-Type": type };
}

/** The body, of which only strings are left in memory; undefined if it is too long. */
async function readText(message: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of message) {
    length += piece.length;
    if (length > MAX_ANSWER) return undefined;
    pieces.push(piece);
  }
  const body = Buffer.concat(pieces);
  const text = body.toString("utf8");
  zeroize(body, ...pieces);
  return text;
}

function failure(what: string): KeepsakeError {
  return new KeepsakeError("key.prf-missing", `${what}; run the command again, or use the recovery key.`);
}

function minutes(ms: number): string {
  const count = Math.round(ms / 60_000);
  return count === 1 ? "a minute" : `${count} minutes`;
}
