import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CREDENTIALS, type S3Server } from "./s3-server.js";

/** What can happen to a request between a device and a real server. */
export type Fault =
  /** The connection ends while the request is being sent. */
  | "cut-request"
  /** The server does what was asked for, and nobody hears of it. */
  | "lost-answer"
  /** The connection ends in the middle of the answer. */
  | "cut-answer"
  /** The connection falls silent in the middle of the answer. */
  | "silent-answer"
  /** Nothing ever comes back. */
  | "silence"
  | "500 InternalError"
  | "503 SlowDown"
  | "409 ConditionalRequestConflict"
  | "403 AccessDenied"
  | "403 RequestTimeTooSkewed"
  /** The server never sees `If-None-Match`. */
  | "no-condition";

/** A request on its way. */
export interface Passing {
  readonly method: string;
  /** Path and query, such as `/bucket/key?partNumber=1&uploadId=…`. */
  readonly url: string;
}

export interface S3Proxy {
  readonly endpoint: string;
  /** Says what happens to each request; nothing, at first. */
  fault: (passing: Passing) => Fault | undefined;
  /** Every request that came, in order. */
  readonly seen: Passing[];
  stop(): Promise<void>;
}

/** Stands between a client and a server, and does harm as it is told. */
export async function startS3Proxy(server: S3Server): Promise<S3Proxy> {
  const proxy = createServer((incoming, outgoing) => {
    const passing = { method: incoming.method ?? "", url: incoming.url ?? "" };
    made.seen.push(passing);
    // Who goes away in the middle is what is tested.
    incoming.on("error", () => {});
    outgoing.on("error", () => {});
    pass(server, incoming, outgoing, made.fault(passing)).catch(() => outgoing.destroy());
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const made: S3Proxy = {
    endpoint: `http://127.0.0.1:${address.port}`,
    fault: () => undefined,
    seen: [],
    stop: async () => {
      proxy.closeAllConnections();
      await new Promise((done) => proxy.close(done));
    },
  };
  return made;
}

async function pass(
  server: S3Server,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  if (fault === "silence") return;
  if (fault === "cut-request") {
    await new Promise((done) => incoming.once("data", done).once("end", done).resume());
    incoming.socket.destroy();
    return;
  }
  const body = await buffer(incoming);
  const [status, code] = /^(\d{3}) (\w+)$/.exec(fault ?? "")?.slice(1) ?? [];
  if (status !== undefined) {
    const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>Injected</Message></Error>`;
    // Without a date, so that a client cannot set itself right by it.
    outgoing.sendDate = false;
    outgoing
      .writeHead(Number(status), { "content-type": "application/xml" })
      .end(incoming.method === "HEAD" ? "" : xml);
    return;
  }
  const { url = "", headers } = incoming;
  if (fault === "no-condition" && incoming.method === "PUT" && headers["if-none-match"] !== undefined) {
    await putUnconditionally(server, url, body);
    outgoing.writeHead(200, { etag: '"0"' }).end();
    return;
  }
  const answer = await send(server, incoming, body);
  const content = await buffer(answer);
  if (fault === "lost-answer") {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  if (fault === undefined || fault === "no-condition") {
    outgoing.end(content);
    return;
  }
  outgoing.flushHeaders();
  if (content.length > 1) await new Promise((done) => outgoing.write(content.subarray(0, content.length >> 1), done));
  if (fault === "cut-answer") incoming.socket.destroy();
}

/** The same request, byte for byte: it is signed. */
function send(server: S3Server, { method, url, rawHeaders }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: server.port, method, path: url, headers: rawHeaders as never });
    sent.on("response", resolve).on("error", reject).end(body);
  });
}

/** The header is part of the signature, so the request is made anew. */
async function putUnconditionally({ endpoint }: S3Server, url: string, Body: Buffer): Promise<void> {
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials: CREDENTIALS });
  const [, bucket = "", key = ""] = /^\/([^/]+)\/([^?]+)/.exec(url) ?? [];
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: decodeURIComponent(key), Body }));
  client.destroy();
}
