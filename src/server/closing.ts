import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Reception } from './visits.js';

/** How long accepted requests may take to be answered once the server is told to close. */
const PATIENCE_MS = 5_000;
/** How long a request whose bytes are under way has to show itself. */
const GRACE_MS = 20;
const STEP_MS = 5;

/** The sockets of a server, so that it can be closed without cutting an answer short. */
export function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/**
 * Stops accepting; what was accepted is answered with `Connection: close`; then idle sockets and
 * those still waiting for a caller to begin are closed. Done within five seconds.
 */
export async function closeGracefully(
  server: Server,
  sockets: ReadonlySet<Socket>,
  reception: Reception,
): Promise<void> {
  reception.closing = true;
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const startedMs = performance.now();
  const elapsedMs = (): number => performance.now() - startedMs;
  const busy = (): boolean =>
    reception.inFlight > 0 || [...sockets].some((socket) => socket.writableLength > 0);
  while (sockets.size > 0 && (elapsedMs() < GRACE_MS || busy()) && elapsedMs() < PATIENCE_MS) {
    await pause(STEP_MS);
  }
  server.closeAllConnections();
  for (const socket of sockets) socket.destroy();
  await closed;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
