import { type FileHead, type FilePiece, type FileRequest, SERVE } from "./messages.js";

/** An engine that has nothing of the kind says so at once; a page without an engine says nothing. */
const ANSWER_MS = 15_000;

/** How often it is looked whether the page that answers is still there: Chromium does not say when it goes. */
const LOOK_MS = 2000;

const CLOSED_HEADERS = {
  "content-type": "text/plain; charset=utf-8",
  "content-security-policy": "default-src 'none'; frame-ancestors 'self'",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** Asks every page for a file, and answers with what the one that has it gives. */
export async function answerFromPages(scope: ServiceWorkerScope, event: FetchEvent, path: string): Promise<Response> {
  const ours = scope.registration.scope;
  const request: FileRequest = { path, range: event.request.headers.get("range") };
  // Not only the page that asks: a photo may have been opened in a tab of its own.
  const clients = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const pages = clients.filter(({ url }) => url.startsWith(ours) && !url.startsWith(`${ours}view/`));
  try {
    const { head, port, page } = await Promise.any(pages.map((page) => ask(page, request)));
    const { body, finished } = bodyOf(port, async () => (await scope.clients.get(page.id)) !== undefined);
    event.waitUntil(finished);
    return new Response(body, head);
  } catch {
    return new Response("This is closed. Open it again in Keepsake.", { status: 410, headers: CLOSED_HEADERS });
  }
}

async function ask(page: WorkerClient, request: FileRequest) {
  const { port1: port, port2 } = new MessageChannel();
  const head = await new Promise<FileHead>((resolve) => {
    const timer = setTimeout(() => resolve(null), ANSWER_MS);
    port.onmessage = ({ data }: MessageEvent<FileHead>) => {
      clearTimeout(timer);
      resolve(data);
    };
    page.postMessage(SERVE, [port2]);
    port.postMessage(request);
  });
  if (head !== null) return { head, port, page };
  port.close();
  throw new Error("not here");
}

/** Pieces are asked for one by one, as the browser takes them; what it does not want any more is not read. */
function bodyOf(
  port: MessagePort,
  isThere: () => Promise<boolean>,
): { body: ReadableStream<Uint8Array<ArrayBuffer>>; finished: Promise<void> } {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let looking: ReturnType<typeof setInterval> | undefined;
  const close = () => {
    clearInterval(looking);
    port.close();
    finish();
  };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) =>
      new Promise<void>((resolve) => {
        looking = setInterval(async () => {
          if (await isThere()) return;
          close();
          controller.error(unfinished());
        }, LOOK_MS);
        port.onmessage = ({ data }: MessageEvent<FilePiece>) => {
          clearInterval(looking);
          if (typeof data === "object") controller.enqueue(data.piece);
          else {
            close();
            if (data === "done") controller.close();
            else controller.error(unfinished());
          }
          resolve();
        };
        port.postMessage("pull");
      }),
    cancel() {
      port.postMessage("cancel");
      close();
    },
  });
  return { body, finished };
}

const unfinished = () => new Error("the file could not be read to its end");
