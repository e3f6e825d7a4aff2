import type autocannon from 'autocannon';
import type { WireRequest } from '../client/index.js';
import { stageAt, WARM_UP } from './arrivals.js';
import type { Phase, Stage } from './arrivals.js';
import { counted, perPhase } from './recording.js';
import type { EngineOutcome, EngineSetting } from './recording.js';
import { takePlace } from './place.js';
import type { Place } from './place.js';
import type { Journey } from './steps.js';

export interface ClosedSetting extends EngineSetting {
  readonly baseUrl: string;
  /** Players at the table: each waits for its answer before it goes on. */
  readonly connections: number;
  /** Only phases and durations count here; a closed model has no rate of its own. */
  readonly stages: readonly Stage[];
  /** The journey of the n-th turn; turns are numbered across all connections. */
  readonly journeyOf: (ordinal: number, phase: Phase) => Journey;
  readonly signal?: AbortSignal;
}

/**
 * The closed model, driven by autocannon: each connection is a player that waits. Its correction
 * for coordinated omission stays off (it only acts where a rate is set, and none is): the released
 * versions assume an expected interval of 1 ms whatever the rate, which invents samples (80
 * requests became 1,800). What a closed model cannot see, it does not pretend to see. Its
 * percentiles are whole milliseconds, so latencies are taken in µs from its `response` event.
 */
export async function runClosed(setting: ClosedSetting): Promise<EngineOutcome> {
  const { default: drive } = await import('autocannon');
  const offered = perPhase();
  const completed = perPhase();
  const places = new Map<autocannon.Client, Place>();
  const startedMs = performance.now();
  const totalMs = setting.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  let ordinal = 0;
  let lastEndMs = 0;

  const table = {
    begin: (): { journey: Journey; phase: Phase } => {
      const { phase = WARM_UP } = stageAt(setting.stages, performance.now() - startedMs) ?? {};
      counted(offered, phase);
      setting.tally.underWay += 1;
      return { journey: setting.journeyOf(ordinal++, phase), phase };
    },
    end: (phase: Phase, sound: boolean): void => {
      setting.tally.turns += 1;
      setting.tally.underWay -= 1;
      if (sound) counted(completed, phase);
      if (phase !== WARM_UP) lastEndMs = performance.now() - startedMs;
    },
  };
  const options: autocannon.Options & { readonly sampleInt: number } = {
    url: setting.baseUrl,
    connections: setting.connections,
    duration: totalMs / 1_000,
    timeout: setting.timeoutMs / 1_000,
    sampleInt: 100,
    setupClient: (client) => {
      const place = takePlace(setting, table);
      places.set(client, place);
      client.setRequests([requestsOf(place, setting.baseUrl)]);
    },
  };
  await new Promise<void>((resolve, reject) => {
    const instance = drive(options, (error) => (error ? reject(error as Error) : resolve()));
    instance.on('response', (client, _status, _bytes, ms) => places.get(client)?.timed(ms));
    setting.signal?.addEventListener('abort', () => instance.stop(), { once: true });
  });
  for (const place of places.values()) place.leave();
  return { offered, completed, dropped: 0, maxInFlight: setting.connections, lastEndMs };
}

/** autocannon asks `setupRequest` for the next request as soon as an answer is in. */
function requestsOf(place: Place, baseUrl: string): autocannon.Request {
  const prefix = new URL(baseUrl).pathname.replace(/\/+$/, '');
  return {
    setupRequest: (request) => ({ ...request, ...autocannonRequest(place.next(), prefix) }),
    onResponse: (status, body, _context, headers) =>
      place.heard(status, body, retryAfterOf(headers)),
  };
}

function autocannonRequest(request: WireRequest, prefix: string): autocannon.Request {
  const { body } = request;
  return {
    method: request.method as NonNullable<autocannon.Request['method']>,
    path: prefix + request.path,
    headers: { ...request.headers },
    body: typeof body === 'string' ? body : Buffer.from(body ?? []),
  };
}

/** Headers come as the target spelled them. */
function retryAfterOf(headers: object | undefined): string | undefined {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name.toLowerCase() === 'retry-after') return String(value);
  }
  return undefined;
}
