import type { Registry } from 'prom-client';
import type { LiveCounts } from './live/model.js';
import type { Tally } from './meter.js';
import { BUCKETS_S } from './meter.js';
import type { Reception } from './visits.js';

interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly metricName?: string;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly get: () => Promise<{ readonly values: readonly Sample[] }>;
}

/** Gauges that carry a counter's name: `promtool check metrics` refuses the page they stand on. */
const MISNAMED = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

/** Prometheus' text format (OBS-02); prom-client is loaded by the first scrape. */
export function createMetricsPage(
  reception: Reception,
): () => Promise<{ readonly type: string; readonly text: string }> {
  let registry: Promise<Registry> | undefined;
  return async () => {
    const loaded = await (registry ??= openRegistry(reception));
    return { type: loaded.contentType, text: await loaded.metrics() };
  };
}

async function openRegistry(reception: Reception): Promise<Registry> {
  const { Registry: NewRegistry, collectDefaultMetrics } = await import('prom-client');
  const registry = new NewRegistry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  for (const family of [...familiesOf(reception), ...liveFamiliesOf(reception)]) {
    registry.registerMetric(family as unknown as Parameters<Registry['registerMetric']>[0]);
  }
  return registry;
}

function familiesOf(reception: Reception): readonly Family[] {
  const perTally =
    (samples: (tally: Tally) => readonly Sample[]): (() => readonly Sample[]) =>
    () =>
      [...reception.meter.tallies()].flatMap(samples);
  return [
    family('counter', 'http_requests_total', 'Requests answered.', perTally(requestsOf)),
    family(
      'counter',
      'http_errors_total',
      'Requests refused or failed, by code.',
      perTally(errorsOf),
    ),
    family(
      'histogram',
      'http_request_duration_seconds',
      'From the headers read to the answer handed over.',
      perTally(durationsOf),
    ),
    family(
      'counter',
      'transactions_total',
      'Money operations by what became of them: committed, replayed, refused or failed.',
      perTally(transactionsOf),
    ),
    family('gauge', 'http_requests_in_flight', 'Requests begun and not yet answered.', () => [
      { labels: {}, value: reception.inFlight },
    ]),
  ];
}

/** OBS-02: who is told live, and what became of what they were told. */
function liveFamiliesOf({ live, platform }: Reception): readonly Family[] {
  const connected = (): readonly Sample[] =>
    (['websocket', 'sse'] as const).map((transport) => ({
      labels: { transport },
      value: [...live.lines].filter((line) => line.transport === transport).length,
    }));
  const counted = (name: keyof LiveCounts) => (): readonly Sample[] => [
    { labels: {}, value: platform().live?.counts()[name] ?? 0 },
  ];
  return [
    family('gauge', 'live_connections', 'Readers connected, by transport.', connected),
    family('counter', 'live_messages_total', 'Messages to readers.', counted('told')),
    family(
      'counter',
      'live_conflated_total',
      'States that a newer one overtook while the reader lagged.',
      counted('conflated'),
    ),
    family(
      'counter',
      'live_overflows_total',
      'Readers cut off because too many events waited for them.',
      counted('overflows'),
    ),
  ];
}

function family(
  type: Family['type'],
  suffix: string,
  help: string,
  samples: () => readonly Sample[],
): Family {
  const name = `tablestakes_${suffix}`;
  const get = () => Promise.resolve({ name, help, type, values: samples() });
  return { name, help, type, get };
}

/** A request that named no operation is counted under "none". */
const labelsOf = (tally: Tally) => ({ operation: tally.operation?.id ?? 'none' });

const requestsOf = (tally: Tally): readonly Sample[] => [
  { labels: labelsOf(tally), value: tally.requests },
];

const errorsOf = (tally: Tally): readonly Sample[] =>
  [...tally.outcomes]
    .filter(([outcome]) => outcome !== 'success')
    .map(([code, value]) => ({ labels: { ...labelsOf(tally), code }, value }));

function durationsOf(tally: Tally): readonly Sample[] {
  const name = 'tablestakes_http_request_duration_seconds';
  const labels = labelsOf(tally);
  let below = 0;
  const buckets = BUCKETS_S.map((le, at) => {
    below += tally.buckets[at] ?? 0;
    return { labels: { le, ...labels }, value: below, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { labels: { le: '+Inf', ...labels }, value: tally.requests, metricName: `${name}_bucket` },
    { labels, value: tally.totalMs / 1_000, metricName: `${name}_sum` },
    { labels, value: tally.requests, metricName: `${name}_count` },
  ];
}

function transactionsOf(tally: Tally): readonly Sample[] {
  const { operation, outcomes, requests, commits, replays } = tally;
  const movesMoney = operation?.idempotency === 'required' || operation?.idempotency === 'derived';
  if (!movesMoney) return [];
  const failed = (outcomes.get('INTERNAL_ERROR') ?? 0) + (outcomes.get('PARTNER_UNAVAILABLE') ?? 0);
  const refused = requests - commits - replays - failed;
  return Object.entries({ committed: commits, replayed: replays, refused, failed }).map(
    ([outcome, value]) => ({ labels: { ...labelsOf(tally), outcome }, value }),
  );
}
