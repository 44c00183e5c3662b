import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

const TRIES = 20;

/** Servers on one port of this computer's own addresses. */
export interface Loopback {
  readonly port: number;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and, where there is IPv6, on ::1, because either may be what a browser takes `localhost` for:
 * on an address that was left free another program could serve a page of its own.
 *
 * @param create - makes a server; called once for each address
 */
export async function listenOnLoopback(create: () => Server): Promise<Loopback> {
  for (let tries = 1; ; tries++) {
    const first = create();
    await listen(first, "127.0.0.1", 0);
    const { port } = first.address() as AddressInfo;
    const second = create();
    try {
      await listen(second, "::1", port);
      return { port, close: () => closeAll([first, second]) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return { port, close: () => closeAll([first]) };
      await closeAll([first]);
      if (code !== "EADDRINUSE" || tries === TRIES) throw error;
    }
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port, exclusive: true });
  await once(server, "listening");
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  const close = (server: Server) =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await Promise.all(servers.map(close));
}
