import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

// Its notice about old versions of Node is for those who write programs.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** The real S3-compatible server that the tests talk to: `.ci/run` builds it. */
const PROGRAM = "versitygw";
const FOLDERS = [".ci/bin", ...(process.env.PATH ?? "").split(delimiter)];

const program =
  process.env.KEEPSAKE_S3_SERVER || FOLDERS.map((folder) => resolve(folder, PROGRAM)).find((path) => existsSync(path));

/** Why tests with a server cannot run here; undefined if they can. */
export const noS3Server =
  program === undefined ? `no ${PROGRAM} in .ci/bin or PATH; set KEEPSAKE_S3_SERVER to its path` : undefined;

/** The bucket of every server, and who may use it. */
export const BUCKET = "backups";
export const CREDENTIALS = { accessKeyId: "keepsake-test", secretAccessKey: "keepsake-test-secret" };
export const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_REGION: "us-east-1",
  AWS_EC2_METADATA_DISABLED: "true",
};

export interface S3Server {
  readonly port: number;
  readonly endpoint: string;
  /** What the bucket holds, as files. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts a server on a free port of this computer, with one empty bucket in a temporary folder, for one user. */
export async function startS3Server(user = CREDENTIALS): Promise<S3Server> {
  if (program === undefined) throw new Error(noS3Server);
  const folder = await mkdtemp(join(tmpdir(), "keepsake-s3-"));
  await mkdir(join(folder, BUCKET));
  const { child, port } = await startProgram(program, folder, user);
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    folder: join(folder, BUCKET),
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once("exit", done));
      await rm(folder, { recursive: true });
    },
  };
}

/** Another program may take a free port before the server has it: then it ends, and the next port is tried. */
async function startProgram(
  program: string,
  folder: string,
  user: typeof CREDENTIALS,
): Promise<{ child: ChildProcess; port: number }> {
  const env = { ROOT_ACCESS_KEY_ID: user.accessKeyId, ROOT_SECRET_ACCESS_KEY: user.secretAccessKey };
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const args = ["--port", `127.0.0.1:${port}`, "--keep-alive", "--quiet", "posix", folder];
    const child = spawn(program, args, { stdio: "ignore", env });
    if (await answers(child, port)) return { child, port };
    if (tries === 5) throw new Error(`the S3 server ended with ${child.exitCode}, ${tries} times`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Whether the server, and no other program, answers there. */
async function answers(child: ChildProcess, port: number): Promise<boolean> {
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    if (await accepts(port)) {
      // One whose port is taken ends soon after it has started.
      await wait(200);
      return child.exitCode === null;
    }
    await wait(50);
  }
  if (child.exitCode !== null) return false;
  child.kill();
  throw new Error("the S3 server does not answer");
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      done(true);
    }).on("error", () => done(false));
  });
}
