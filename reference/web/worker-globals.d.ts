/**
 * What workers have and pages do not. TypeScript declares it in a library that contradicts the one for pages, so this
 * names just what is used here.
 */

/** A file of the origin private file system, open in a worker. */
interface FileSystemSyncAccessHandle {
  write(bytes: Uint8Array, options?: { at?: number }): number;
  flush(): void;
  close(): void;
}

interface FileSystemFileHandle {
  createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
  /** Absent in old browsers. */
  move?(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
}

interface FileSystemHandle {
  /** Not in every browser. */
  remove?(): Promise<void>;
}

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** A page that a service worker knows of. */
interface WorkerClient {
  readonly id: string;
  readonly url: string;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** Global scope of a service worker. */
interface ServiceWorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly WorkerClient[]>;
    get(id: string): Promise<WorkerClient | undefined>;
    claim(): Promise<void>;
  };
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(type: "message", listener: (event: ExtendableEvent) => void): void;
}
