import type { WireRequest } from '../client/index.js';
import { openConnections } from '../load/connections.js';
import type { Connections } from '../load/connections.js';
import type { Settled } from '../load/steps.js';

export const CONNECTIONS = 64;
const TIMEOUT_MS = 10_000;

/** What one connection asks: given the text of the answer before, the next request. */
export type Asker = (previous: string) => WireRequest;

export interface Round {
  readonly requests: number;
  readonly seconds: number;
}

export const openLines = (baseUrl: string): Connections =>
  openConnections({ baseUrl, connections: CONNECTIONS, timeoutMs: TIMEOUT_MS });

/** When a round is over: after so many milliseconds, or so many requests. */
export type Length = { readonly ms: number } | { readonly requests: number };

/**
 * One round of the closed model: each asker waits for its answer before it asks again. Any answer
 * but a 2xx ends the round as a failure: a fast refusal is no speed.
 */
export async function askRound(
  baseUrl: string,
  askers: readonly Asker[],
  length: Length,
): Promise<Round> {
  const lines = openLines(baseUrl);
  try {
    return await askAll(lines, askers, length);
  } finally {
    lines.close();
  }
}

function askAll(lines: Connections, askers: readonly Asker[], length: Length): Promise<Round> {
  const startedMs = performance.now();
  const endMs = 'ms' in length ? startedMs + length.ms : Number.POSITIVE_INFINITY;
  const most = 'requests' in length ? length.requests : Number.POSITIVE_INFINITY;
  let asked = 0;
  let answered = 0;
  let busy = askers.length;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      busy -= 1;
      if (busy > 0) return;
      resolve({ requests: answered, seconds: (performance.now() - startedMs) / 1_000 });
    };
    const ask = (asker: Asker, previous: string): void => {
      if (asked >= most || performance.now() >= endMs) return leave();
      asked += 1;
      lines.send(asker(previous), (settled) => {
        const failure = failureOf(settled);
        if (failure !== undefined) return reject(failure);
        answered += 1;
        ask(asker, settled.kind === 'answered' ? settled.text : '');
      });
    };
    for (const asker of askers) ask(asker, '');
  });
}

export function failureOf(settled: Settled): Error | undefined {
  if (settled.kind !== 'answered') return new Error(`a request was lost: ${settled.reason}`);
  const { status, text } = settled;
  return status >= 200 && status < 300 ? undefined : new Error(`answered ${status}: ${text}`);
}
