import { createHash, timingSafeEqual } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Takes in the histories of workers that have no disk of their own to leave. */
export interface Collector {
  readonly url: string;
  close(): Promise<void>;
}

export interface CollectorOptions {
  readonly host: string;
  readonly port: number;
  /** One file a worker: `<worker>.ndjson`. */
  readonly folder: string;
  /** What workers must send as bearer token; absent, anybody may leave lines. */
  readonly token?: string | undefined;
}

const MOST_BYTES = 64 * 1_048_576;
const WORKER = /^\/([\w-]{1,64})$/;

/** `POST /<worker>` appends its body and answers 204 once it is kept. */
export async function openCollector(options: CollectorOptions): Promise<Collector> {
  await mkdir(options.folder, { recursive: true });
  const server = createServer((request, response) => {
    keep(request, response, options).catch(() => end(response, 500));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function keep(
  request: IncomingMessage,
  response: ServerResponse,
  { folder, token }: CollectorOptions,
): Promise<void> {
  const worker = WORKER.exec(request.url ?? '')?.[1];
  if (request.method !== 'POST' || worker === undefined) return end(response, 404);
  if (token !== undefined && !same(request.headers.authorization ?? '', `Bearer ${token}`)) {
    return end(response, 401);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return end(response, 413);
    chunks.push(chunk);
  }
  await appendFile(join(folder, `${worker}.ndjson`), Buffer.concat(chunks));
  end(response, 204);
}

const end = (response: ServerResponse, status: number): void => {
  response.writeHead(status).end();
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Takes as long whatever differs. */
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
