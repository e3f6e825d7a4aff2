import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { WireRequest } from './build.js';
import { lossOf } from './delivery.js';
import type { Lost, TlsMaterial } from './delivery.js';

/**
 * Writes the request whole on a line of its own, waits, then drops the line whatever came back:
 * the caller who never heard. An answer that arrives in time is thrown away too, so that the
 * outcome does not depend on the target's speed.
 */
export function hangUp(
  origin: string,
  request: WireRequest,
  afterMs: number,
  tls: TlsMaterial = {},
): Promise<Lost> {
  const startedMs = performance.now();
  const open = origin.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const line = open(new URL(request.path, origin), {
      method: request.method,
      headers: { ...request.headers },
      agent: false,
      ...tls,
    });
    let hungUp = false;
    line.on('response', (answer) => answer.on('error', () => undefined).resume());
    line.on('finish', () => {
      setTimeout(() => {
        hungUp = true;
        line.destroy();
        const ms = performance.now() - startedMs;
        resolve({ kind: 'lost', reason: 'hung_up', message: `hung up after ${afterMs} ms`, ms });
      }, afterMs);
    });
    line.on('error', (thrown) => {
      if (!hungUp) resolve(lossOf(thrown, performance.now() - startedMs));
    });
    line.end(request.body);
  });
}
