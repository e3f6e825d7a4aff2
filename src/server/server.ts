import type { Express } from 'express';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createApp, fastLane } from './app.js';
import { refuseBadBytes } from './bad-bytes.js';
import { announcesMoreThan } from './body.js';
import { closeGracefully, trackSockets } from './closing.js';
import { createLiveDesk } from './live/desk.js';
import { CLOSE } from './live/model.js';
import { asksForSocket, serveSockets } from './live/sockets.js';
import { createMeter } from './meter.js';
import type { RunningServer, ServerOptions } from './platform.js';
import { routesOf } from './routes.js';
import type { Reception } from './visits.js';

const BODY_LIMIT = 64 * 1024;
const HEADER_LIMIT = 16 * 1024;
/** A whole request must have arrived within this time, its headers within a third of it. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than what clients usually keep a connection, so that they are the ones who close it. */
const KEEP_ALIVE_MS = 65_000;

/** Serves the platform's contract over HTTP/1.1 until it is closed. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const hooks = options.hooks ?? {};
  const reception: Reception = {
    platform: options.platform,
    hooks,
    bodyLimit: options.bodyLimit ?? BODY_LIMIT,
    meter: createMeter(),
    live: createLiveDesk(),
    keepsBodies: Boolean(hooks.before ?? hooks.after ?? hooks.observe),
    inFlight: 0,
    closing: false,
  };
  const { contract } = options.platform();
  const paths = routesOf(contract);
  const app = createApp(reception, paths);
  const server = createHttpServer(app, fastLane(reception, paths, app));
  refuseBadBytes(server, options.platform);
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
    if (!announcesMoreThan(req, reception.bodyLimit)) res.writeContinue();
    server.emit('request', req, res);
  });
  serveSockets(server, reception, contract.operations.streamLive);
  const sockets = trackSockets(server);
  const url = await listen(server, options.port, options.host ?? '127.0.0.1');
  const close = (): Promise<void> => {
    reception.live.endAll(CLOSE.shutdown, 'the platform shuts down');
    return closeGracefully(server, sockets, reception);
  };
  return { url, close };
}

/**
 * Express sets the prototypes of each request and response, which costs two thirds of its speed;
 * where Node builds them with those prototypes from the start, the assignment changes nothing.
 */
function createHttpServer(app: Express, listener: RequestListener): Server {
  function FastRequest(this: IncomingMessage, socket: Socket): void {
    IncomingMessage.call(this, socket);
  }
  FastRequest.prototype = app.request;
  hearOnlySockets(app.request);
  function FastResponse(
    this: ServerResponse,
    ...given: ConstructorParameters<typeof ServerResponse>
  ) {
    ServerResponse.apply(this, given);
  }
  FastResponse.prototype = app.response;
  const classes = {
    IncomingMessage: FastRequest as unknown as typeof IncomingMessage,
    ServerResponse: FastResponse as unknown as typeof ServerResponse,
  };
  const limits = {
    maxHeaderSize: HEADER_LIMIT,
    requireHostHeader: false, // refused by us, as a client can read it
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS / 3,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  return createServer({ ...classes, ...limits }, listener);
}

/**
 * With a listener for upgrades, Node takes every request that offers one (`h2c`, say) off its hands,
 * body and all. Only the WebSocket is to be upgraded; all others are requests like any.
 */
function hearOnlySockets(prototype: object): void {
  const offered = new WeakSet<IncomingMessage>();
  Object.defineProperty(prototype, 'upgrade', {
    get(this: IncomingMessage): boolean {
      return offered.has(this) && asksForSocket(this);
    },
    set(this: IncomingMessage, isOffered: boolean) {
      if (isOffered) offered.add(this);
    },
  });
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const { port: taken } = server.address() as AddressInfo;
      const name = host.includes(':') ? `[${host}]` : host;
      resolve(`http://${name}:${taken}`);
    });
  });
}
