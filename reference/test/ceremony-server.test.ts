import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { connect, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CeremonyAnswer, type CeremonyRequest, decodeRequest, encodeMessage } from "../ceremony/messages.js";
import type { PageFiles } from "../ceremony/page-files.js";
import { type CeremonyOptions, runCeremony } from "../ceremony/server.js";
import { utf8 } from "../core/bytes.js";
import { BackupEligibility } from "../core/proto/types.js";

const files: PageFiles = new Map([
  ["/", { type: "text/html; charset=utf-8", bytes: utf8("<!doctype html>page") }],
  ["/page.js", { type: "text/javascript; charset=utf-8", bytes: utf8("script") }],
  ["/page.css", { type: "text/css; charset=utf-8", bytes: utf8("style") }],
]);
const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const passkey = { rpId: "localhost", credentialId: bytes(20, 7), transports: ["internal"], $unknowns: [] };
const USE: CeremonyRequest = {
  kind: "use",
  vault: "vault",
  rpId: "localhost",
  input: bytes(48, 1),
  nextInput: bytes(48, 2),
  passkeys: [passkey],
};
const ENROLL: CeremonyRequest = {
  kind: "enroll",
  vault: "vault",
  rpId: "localhost",
  input: bytes(48, 1),
  passkeys: [],
};
const USED: CeremonyAnswer = {
  kind: "use",
  credentialId: passkey.credentialId,
  output: bytes(32, 3),
  nextOutput: bytes(32, 4),
};
const ENROLLED: Extract<CeremonyAnswer, { kind: "enroll" }> = {
  kind: "enroll",
  passkey: { rpId: "localhost", credentialId: bytes(1023, 9), transports: ["internal", "hybrid"] },
  backupEligibility: BackupEligibility.ELIGIBLE,
  output: bytes(32, 5),
};

interface Running {
  readonly port: number;
  readonly token: string;
  readonly url: string;
  readonly stop: AbortController;
  readonly outcome: Promise<CeremonyAnswer>;
}

async function start(options: Partial<CeremonyOptions> = {}, request = USE): Promise<Running> {
  const stop = new AbortController();
  let outcome!: Promise<CeremonyAnswer>;
  const url = await new Promise<string>((announce, reject) => {
    outcome = runCeremony(request, { files, signal: stop.signal, announce, ...options });
    outcome.catch(reject);
  });
  onTestFinished(async () => {
    stop.abort(new Error("the test is over"));
    await outcome.catch(() => {});
  });
  const { port, hash } = new URL(url);
  return { url, port: Number(port), token: hash.slice(1), stop, outcome };
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly host?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** What came back; undefined for a connection that was closed without a byte. */
function send(port: number, { path = "/", method = "GET", host = "127.0.0.1", headers, body }: Sent) {
  return new Promise<Reply | undefined>((resolve) => {
    const sent = httpRequest({ host, port, path, method, agent: false, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece) => {
        text += piece;
      });
      response.on("close", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on("error", () => resolve(undefined));
    sent.end(body);
  });
}

/** Everything that comes back for some bytes. */
async function sendBytes(port: number, content: Uint8Array | string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("latin1").on("data", (piece) => {
    received += piece;
  });
  socket.on("error", () => {});
  socket.write(content);
  const closed = once(socket, "close");
  await Promise.race([closed, wait(300).then(() => socket.end())]);
  await closed;
  return received;
}

/** The request that is accepted, for tests to change. */
function right({ port, token }: Running, answer: CeremonyAnswer = USED): Required<Omit<Sent, "host">> {
  return {
    path: "/answer",
    method: "POST",
    headers: {
      Host: `localhost:${port}`,
      Origin: `http://localhost:${port}`,
      "Content-Type": "application/json",
      "Keepsake-Token": token,
    },
    body: encodeMessage(answer),
  };
}

/** A request as it goes over the wire. */
function inBytes({ path, method, headers, body }: Required<Omit<Sent, "host">>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}Content-Length: ${body.length}\r\n\r\n${body}`;
}

const task = ({ port, token }: Running): Sent => ({
  path: "/task",
  headers: { Host: `localhost:${port}`, "Keepsake-Token": token },
});

async function isClosed(port: number, host: string): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, "connect");
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

describe("the server of a ceremony", () => {
  it("is announced at localhost, with 128 new bits in the fragment each time", async () => {
    const one = await start();
    const other = await start();
    expect(one.url).toMatch(/^http:\/\/localhost:\d+\/#[A-Za-z0-9_-]{22}$/);
    expect(Buffer.from(one.token, "base64url")).toHaveLength(16);
    expect(one.token).not.toBe(other.token);
    expect(one.port).not.toBe(other.port);
  });

  it("gives the page to the browser under a policy that allows its own files only", async () => {
    const { port } = await start();
    for (const [path, { type, bytes: content }] of files) {
      const reply = await send(port, { path, headers: { Host: `localhost:${port}` } });
      expect(reply).toMatchObject({ status: 200, body: new TextDecoder().decode(content) });
      expect(reply?.headers).toMatchObject({
        "content-type": type,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        connection: "close",
      });
      expect(String(reply?.headers["content-security-policy"]).split("; ")).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "connect-src 'self'",
          "form-action 'none'",
          "frame-ancestors 'none'",
        ]),
      );
      expect(reply?.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  it("gives the task to whoever has the token, as often as it is asked for", async () => {
    const running = await start();
    for (let time = 0; time < 2; time++) {
      const reply = await send(running.port, task(running));
      expect(decodeRequest(reply?.body ?? "")).toEqual(USE);
    }
  });

  it("takes one answer, then its port is closed", async () => {
    const running = await start();
    expect(await send(running.port, right(running))).toMatchObject({ status: 204, body: "" });
    expect(await running.outcome).toEqual(USED);
    expect(await isClosed(running.port, "127.0.0.1")).toBe(true);
    expect(await isClosed(running.port, "::1")).toBe(true);
  });

  it("answers one of many who have the token and end at the same moment", async () => {
    const running = await start();
    const whole = inBytes(right(running));
    const sockets = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const socket = connect(running.port, "127.0.0.1");
        await once(socket, "connect");
        socket.write(whole.slice(0, -1));
        return socket;
      }),
    );
    await wait(50);
    let answers = 0;
    const closed = sockets.map(
      (socket) =>
        new Promise((resolve) => {
          socket.on("error", () => {});
          socket.on("close", resolve);
          socket.on("data", () => {
            answers++;
          });
          socket.write(whole.slice(-1));
        }),
    );
    await Promise.all(closed);
    expect(answers).toBe(1);
    expect(await running.outcome).toEqual(USED);
  });

  it("takes the second of two requests on one connection for nothing", async () => {
    const running = await start();
    const whole = inBytes(right(running));
    const received = await sendBytes(running.port, whole + whole);
    expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(await running.outcome).toEqual(USED);
  });

  it("serves ::1 on the same port, where there is IPv6", async (context) => {
    const probe = createServer().listen(0, "::1");
    const hasIpv6 = await once(probe, "listening").then(
      () => true,
      () => false,
    );
    probe.close();
    if (!hasIpv6) return context.skip("no IPv6 here");
    const running = await start();
    expect(await send(running.port, { ...right(running), host: "::1" })).toMatchObject({ status: 204 });
    expect(await running.outcome).toEqual(USED);
  });

  it("takes an enrolled passkey, and that the person gave up", async () => {
    const enrolling = await start({}, ENROLL);
    await send(enrolling.port, right(enrolling, ENROLLED));
    expect(await enrolling.outcome).toEqual(ENROLLED);
    const failed: CeremonyAnswer = { kind: "failed", message: "It was cancelled." };
    const using = await start();
    await send(using.port, right(using, failed));
    expect(await using.outcome).toEqual(failed);
  });
});

describe("what the server of a ceremony leaves without a byte, and goes on", () => {
  type Change = (sent: Required<Omit<Sent, "host">>, running: Running) => Sent;
  const header =
    (name: string, value: string | string[] | undefined): Change =>
    (sent) => {
      const headers = { ...sent.headers };
      if (value === undefined) delete headers[name];
      else headers[name] = value;
      return { ...sent, headers };
    };
  const body =
    (text: string): Change =>
    (sent) => ({ ...sent, body: text });

  const answers: readonly [string, Change][] = [
    ["a wrong token", header("Keepsake-Token", "AAAAAAAAAAAAAAAAAAAAAA")],
    ["a token that is too short", (sent, { token }) => header("Keepsake-Token", token.slice(1))(sent, {} as Running)],
    ["a token with more behind it", (sent, { token }) => header("Keepsake-Token", `${token}A`)(sent, {} as Running)],
    ["two tokens", (sent, { token }) => header("Keepsake-Token", [token, token])(sent, {} as Running)],
    ["no token", header("Keepsake-Token", undefined)],
    ["an empty token", header("Keepsake-Token", "")],
    [
      "the token in the URL",
      (sent, { token }) => ({ ...header("Keepsake-Token", undefined)(sent, {} as Running), path: `/answer?${token}` }),
    ],
    [
      "another Host, as after DNS rebinding",
      (sent, { port }) => header("Host", `attacker.example:${port}`)(sent, {} as Running),
    ],
    ["the number for localhost", (sent, { port }) => header("Host", `127.0.0.1:${port}`)(sent, {} as Running)],
    ["a Host without the port", header("Host", "localhost")],
    ["a Host in capitals", (sent, { port }) => header("Host", `LOCALHOST:${port}`)(sent, {} as Running)],
    ["a Host with a dot", (sent, { port }) => header("Host", `localhost.:${port}`)(sent, {} as Running)],
    ["another Origin", header("Origin", "https://attacker.example")],
    ["another port's Origin", header("Origin", "http://localhost:1")],
    ["an opaque Origin", header("Origin", "null")],
    ["no Origin", header("Origin", undefined)],
    ["https as Origin", (sent, { port }) => header("Origin", `https://localhost:${port}`)(sent, {} as Running)],
    ["text, which needs no preflight", header("Content-Type", "text/plain")],
    ["a type with parameters", header("Content-Type", "application/json; charset=utf-8")],
    ["no type", header("Content-Type", undefined)],
    ["a request of another site", header("Sec-Fetch-Site", "cross-site")],
    ["a request of another port of localhost", header("Sec-Fetch-Site", "same-site")],
    ["another path", (sent) => ({ ...sent, path: "/answer/" })],
    ["another method", (sent) => ({ ...sent, method: "PUT" })],
    ["a preflight", (sent) => ({ ...sent, method: "OPTIONS" })],
    ["a body that is no JSON", body("{")],
    ["an empty body", body("")],
    ["JSON of something else", body("[]")],
    ["an answer to another question", body(encodeMessage(ENROLLED))],
    ["an output that is too short", body(encodeMessage({ ...USED, output: bytes(31, 1) }))],
    ["an output that is too long", body(encodeMessage({ ...USED, nextOutput: bytes(33, 1) } as CeremonyAnswer))],
    ["no credential id", body(encodeMessage({ ...USED, credentialId: bytes(0, 1) }))],
    ["a body that is too long", body(encodeMessage({ kind: "failed", message: "long ".repeat(2000) }))],
    ["an expectation", header("Expect", "100-continue")],
    ["another expectation", header("Expect", "the-unexpected")],
  ];

  it.each(answers)("%s", async (_what, change) => {
    const running = await start();
    expect(await send(running.port, change(right(running), running))).toBeUndefined();
    expect(await send(running.port, right(running))).toMatchObject({ status: 204 });
    expect(await running.outcome).toEqual(USED);
  });

  it.each<[string, object]>([
    ["without a credential id", { credentialId: undefined }],
    ["with a credential id that is too long", { credentialId: bytes(1024, 1) }],
    ["with too many transports", { transports: Array.from({ length: 9 }, () => "usb") }],
    ["with a transport that is no name", { transports: ["\u001b[2J"] }],
    ["without transports", { transports: undefined }],
  ])("a new passkey %s", async (_what, change) => {
    const running = await start({}, ENROLL);
    const changed = { ...ENROLLED, passkey: { ...ENROLLED.passkey, ...change } };
    expect(await send(running.port, right(running, changed))).toBeUndefined();
    expect(await send(running.port, right(running, { ...ENROLLED, backupEligibility: 7 }))).toBeUndefined();
    expect(await send(running.port, right(running, ENROLLED))).toMatchObject({ status: 204 });
  });

  const gets: readonly [string, (running: Running) => Sent][] = [
    ["the task without a token", ({ port }) => ({ path: "/task", headers: { Host: `localhost:${port}` } })],
    [
      "the task with a wrong token",
      (running) => ({ path: "/task", headers: { ...task(running).headers, "Keepsake-Token": "A".repeat(22) } }),
    ],
    [
      "the task for another Origin",
      (running) => ({ path: "/task", headers: { ...task(running).headers, Origin: "http://localhost:1" } }),
    ],
    [
      "the task for another site",
      (running) => ({ path: "/task", headers: { ...task(running).headers, "Sec-Fetch-Site": "same-site" } }),
    ],
    [
      "the task by another name",
      (running) => ({ path: "/task", headers: { ...task(running).headers, Host: `127.0.0.1:${running.port}` } }),
    ],
    ["the page by another name", ({ port }) => ({ headers: { Host: `rebound.example:${port}` } })],
    [
      "the page on another site",
      ({ port }) => ({ headers: { Host: `localhost:${port}`, "Sec-Fetch-Site": "cross-site" } }),
    ],
    [
      "the script on another site",
      ({ port }) => ({ path: "/page.js", headers: { Host: `localhost:${port}`, "Sec-Fetch-Site": "cross-site" } }),
    ],
    ["the head of the page", ({ port }) => ({ method: "HEAD", headers: { Host: `localhost:${port}` } })],
    ["an unknown path", ({ port }) => ({ path: "/favicon.ico", headers: { Host: `localhost:${port}` } })],
    ["a file of the computer", ({ port }) => ({ path: "/../server.js", headers: { Host: `localhost:${port}` } })],
    [
      "the whole URL as path",
      ({ port }) => ({ path: `http://localhost:${port}/`, headers: { Host: `localhost:${port}` } }),
    ],
    [
      "an upgrade",
      ({ port }) => ({ headers: { Host: `localhost:${port}`, Connection: "Upgrade", Upgrade: "websocket" } }),
    ],
  ];

  it.each(gets)("a request for %s", async (_what, sent) => {
    const running = await start();
    expect(await send(running.port, sent(running))).toBeUndefined();
    expect(await send(running.port, right(running))).toMatchObject({ status: 204 });
  });

  it.each([
    ["HTTP/1.0 without a Host", "GET / HTTP/1.0\r\n\r\n"],
    ["HTTP/1.1 without a Host", "GET / HTTP/1.1\r\n\r\n"],
    ["an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"],
    ["two Hosts", "GET / HTTP/1.1\r\nHost: localhost:PORT\r\nHost: localhost:PORT\r\n\r\n"],
    ["a proxy's request", "CONNECT localhost:PORT HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n"],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["headers without end", `GET / HTTP/1.1\r\nHost: localhost:PORT\r\nX: ${"x".repeat(40_000)}`],
    [
      "two lengths",
      "POST /answer HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    ],
    ["a line that is no request", "hello\r\n\r\n"],
  ])("%s", async (_what, text) => {
    const running = await start();
    expect(await sendBytes(running.port, text.replaceAll("PORT", String(running.port)))).toBe("");
    expect(await send(running.port, right(running))).toMatchObject({ status: 204 });
  });

  it("any bytes at all", async () => {
    const running = await start();
    const { port } = running;
    const line = fc.constantFrom(
      `Host: localhost:${port}`,
      `Origin: http://localhost:${port}`,
      "Content-Type: application/json",
      "Content-Length: 5",
      "Transfer-Encoding: chunked",
      "Expect: 100-continue",
      "Keepsake-Token: AAAAAAAAAAAAAAAAAAAAAA",
      "Connection: keep-alive",
      "",
      "5\r\nhello\r\n0",
    );
    const path = fc.constantFrom("/answer", "/task", "*", "/page.ts", "//", "/%");
    const request = fc
      .tuple(
        fc.constantFrom("GET", "POST", "HEAD", "TRACE", "M-SEARCH"),
        path,
        fc.array(line, { maxLength: 8 }),
        fc.string(),
      )
      .map(([method, where, lines, rest]) =>
        utf8(`${method} ${where} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${rest}`),
      );
    const content = fc.oneof(request, fc.uint8Array({ maxLength: 200 }), fc.string().map(utf8));
    const check = fc.asyncProperty(content, async (sent) => {
      expect(await sendAndEnd(port, sent)).toBe("");
    });
    // The server gives up after 100 wrong tokens, which this may use.
    await fc.assert(check, { numRuns: 90 });
    expect(await send(port, right(running))).toMatchObject({ status: 204 });
  });
});

/** What comes back for some bytes and the end of the connection. */
async function sendAndEnd(port: number, content: Uint8Array): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1" });
  let received = "";
  socket.setEncoding("latin1").on("data", (piece) => {
    received += piece;
  });
  socket.on("error", () => {});
  socket.end(content);
  await once(socket, "close");
  return received;
}

describe("the server of a ceremony ends", () => {
  it("when time is up", async () => {
    const running = await start({ timeoutMs: 50 });
    await expect(running.outcome).rejects.toMatchObject({ code: "key.prf-missing" });
    expect(await isClosed(running.port, "127.0.0.1")).toBe(true);
  });

  it("when it is stopped, with the reason, whatever is still connected", async () => {
    const running = await start();
    const socket = connect(running.port, "127.0.0.1");
    await once(socket, "connect");
    const reason = new Error("stopped");
    const closed = once(socket, "close");
    running.stop.abort(reason);
    await expect(running.outcome).rejects.toBe(reason);
    await closed;
    expect(await isClosed(running.port, "127.0.0.1")).toBe(true);
  });

  it("before it listens, if it was stopped before", async () => {
    const announce = () => expect.unreachable("nothing is announced");
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(runCeremony(USE, { files, signal, announce })).rejects.toThrow("stopped");
  });

  it("when somebody goes on trying tokens", async () => {
    const running = await start();
    const { port } = running;
    const wrong = { path: "/task", headers: { Host: `localhost:${port}`, "Keepsake-Token": "A".repeat(22) } };
    const outcome = expect(running.outcome).rejects.toMatchObject({ code: "key.prf-missing" });
    for (let time = 0; time < 100; time++) expect(await send(port, wrong)).toBeUndefined();
    await outcome;
  });

  it.each([
    ["says nothing", ""],
    ["never ends its headers", "GET / HTTP/1.1\r\nHost: localhost:PORT\r\n"],
    [
      "never ends its body",
      "POST /answer HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: http://localhost:PORT\r\n" +
        "Content-Type: application/json\r\nKeepsake-Token: TOKEN\r\nContent-Length: 500\r\n\r\n{",
    ],
  ])("a connection that %s", async (_what, text) => {
    const running = await start({ requestTimeoutMs: 100 });
    const { port, token } = running;
    const socket = connect(port, "127.0.0.1");
    let received = "";
    socket.setEncoding("latin1").on("data", (piece) => {
      received += piece;
    });
    socket.on("error", () => {});
    socket.write(text.replaceAll("PORT", String(port)).replaceAll("TOKEN", token));
    await once(socket, "close");
    expect(received).toBe("");
    expect(await send(port, right(running))).toMatchObject({ status: 204 });
  });

  it("connections beyond 32", async () => {
    const { port } = await start();
    const sockets = Array.from({ length: 40 }, () => connect(port, "127.0.0.1"));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    let closed = 0;
    for (const socket of sockets) {
      socket.on("error", () => {});
      socket.on("close", () => {
        closed++;
      });
    }
    while (closed < 8) await wait(5);
    await wait(20);
    expect(closed).toBe(8);
  });
});
