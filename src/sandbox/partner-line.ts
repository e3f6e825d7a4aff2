import { Agent, request } from 'undici';
import type { PartnerAnswer, PartnerCall, PartnerName } from '../domains/sagas/index.js';
import type { Clock } from '../kernel/time.js';
import type { Breaker } from './breaker.js';
import { createBreaker } from './breaker.js';

export interface PartnerLineOptions {
  readonly clock: Clock;
  /** Where each partner is reached: all the platform knows of it. */
  readonly address: (partner: PartnerName) => string;
  /** How long an answer is waited for, in milliseconds of real time; asked for each call. */
  readonly patienceMs: (partner: PartnerName) => number;
  /** Stands on the way of a call, for tests of exactly that; `send` sends it. */
  readonly disturb?: (
    call: PartnerCall,
    send: () => Promise<PartnerAnswer>,
  ) => Promise<PartnerAnswer>;
}

/** The line to the partners: time-out and circuit breaker for each, so that none slows another. */
export interface PartnerLine {
  /** Never rejects; `refused` while the circuit is open, with when to try again. */
  ask(
    call: PartnerCall,
    trace: { readonly traceId: string; readonly requestId: string },
  ): Promise<PartnerAnswer | { readonly outcome: 'refused'; readonly untilMs: number }>;
  /** Milliseconds until the partner is asked again; undefined while it is. */
  downForMs(partner: PartnerName): number | undefined;
  close(): Promise<void>;
}

const RETRY_PROBE_MS = 1_000;

export function createPartnerLine(options: PartnerLineOptions): PartnerLine {
  const { clock } = options;
  // Connections are made, not kept waiting: a partner that hangs holds its own sockets only.
  // Each call counts its own time.
  const agent = new Agent({ connections: 32, headersTimeout: 0, bodyTimeout: 0 });
  const breakers = new Map<PartnerName, Breaker>();
  const breakerOf = (partner: PartnerName): Breaker => {
    const known = breakers.get(partner) ?? createBreaker(clock);
    breakers.set(partner, known);
    return known;
  };
  return {
    async ask(call, trace) {
      const breaker = breakerOf(call.partner);
      if (!breaker.admit()) {
        const untilMs = breaker.opensAgainAtMs() ?? clock.now() + RETRY_PROBE_MS;
        return { outcome: 'refused', untilMs };
      }
      const sent = (): Promise<PartnerAnswer> => send(agent, options, call, trace);
      const answer = await (options.disturb?.(call, sent) ?? sent());
      if (answer.outcome === 'answered' && answer.status < 500) breaker.succeeded();
      else breaker.failed();
      return answer;
    },
    downForMs(partner) {
      const untilMs = breakers.get(partner)?.opensAgainAtMs();
      return untilMs === undefined ? undefined : untilMs - clock.now();
    },
    close: () => agent.destroy(),
  };
}

async function send(
  agent: Agent,
  options: PartnerLineOptions,
  call: PartnerCall,
  trace: { readonly traceId: string; readonly requestId: string },
): Promise<PartnerAnswer> {
  try {
    const { statusCode, body } = await request(`${options.address(call.partner)}${call.path}`, {
      method: call.method,
      dispatcher: agent,
      signal: AbortSignal.timeout(options.patienceMs(call.partner)),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': call.key,
        'x-request-id': trace.requestId,
        traceparent: `00-${trace.traceId}-${trace.traceId.slice(0, 16)}-01`,
      },
      ...(call.body && { body: JSON.stringify(call.body) }),
    });
    const text = await body.text();
    return { outcome: 'answered', status: statusCode, body: membersOf(text) };
  } catch (failure) {
    const timedOut = failure instanceof Error && /abort|timeout/i.test(failure.name);
    return { outcome: timedOut ? 'timeout' : 'unreachable', status: 0, body: {} };
  }
}

/** What a partner says that is no JSON object is an answer without members. */
function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text) as unknown;
    return value !== null && typeof value === 'object' ? { ...value } : {};
  } catch {
    return {};
  }
}
