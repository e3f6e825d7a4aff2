import type { LoadReport, OperationSeries, ReportedSecond } from '../load/load-report.js';

/** One line of a chart; null where nothing came. */
export interface ChartLine {
  readonly label: string;
  readonly unit: 'ms' | 'per s' | '';
  readonly values: readonly (number | null)[];
}

/** What a chart shows at a time: all operations together, or one of them. */
export interface ChartView {
  readonly label: string;
  readonly seconds: readonly number[];
  readonly lines: readonly ChartLine[];
}

/** A chart as data: it is drawn by the page, and told as a table. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What to look for. */
  readonly note: string;
  readonly views: readonly ChartView[];
  /** Said in place of the chart where there is nothing to draw. */
  readonly empty: string;
}

/** A stretch of the run to be shaded, in seconds since the load began. */
export interface Band {
  readonly name: string;
  readonly judged: boolean;
  readonly from: number;
  readonly to: number;
}

export function bandsOf({ series, phases }: LoadReport): readonly Band[] {
  const judged = new Set(phases.filter((phase) => phase.judged).map(({ name }) => name));
  const bands: Band[] = [];
  let from = 0;
  for (const [at, { phase, at_s: to }] of series.entries()) {
    if (series[at + 1]?.phase === phase) continue;
    bands.push({ name: phase, judged: judged.has(phase), from, to });
    from = to;
  }
  return bands;
}

export const chartsIn = (report: LoadReport): readonly Chart[] => [
  latencyChart(report),
  rateChart(report),
  errorChart(report),
  generatorChart(report),
  deliveryChart(report),
];

type Reading = (second: ReportedSecond) => number | null;

function viewOf(
  report: LoadReport,
  lines: readonly (readonly [label: string, unit: ChartLine['unit'], pick: Reading])[],
): ChartView {
  const series = wholeSeconds(report);
  return {
    label: 'all operations',
    seconds: series.map(({ at_s: atS }) => atS),
    lines: lines.map(([label, unit, pick]) => ({ label, unit, values: series.map(pick) })),
  };
}

/** The last second is cut short: by less than half of it nothing can be told. */
function wholeSeconds({ series }: LoadReport): readonly ReportedSecond[] {
  const last = series.at(-1);
  const before = series.at(-2);
  return last && before && last.at_s - before.at_s < 0.5 ? series.slice(0, -1) : series;
}

/** A second without requests has no latency: it is a gap, not a zero. */
const latencyIn =
  (key: 'p50_ms' | 'p99_ms'): Reading =>
  (second) =>
    second.requests === 0 ? null : second[key];

function latencyChart(report: LoadReport): Chart {
  const whole = viewOf(report, [
    ['p99', 'ms', latencyIn('p99_ms')],
    ['p50', 'ms', latencyIn('p50_ms')],
  ]);
  const each = Object.entries(report.operation_series)
    .filter(([, { request }]) => request)
    .map(([name, series]) => operationView(name, series, ''));
  return {
    id: 'chart-latency',
    title: 'Latency',
    note: 'How long players waited, second by second: half of them less than p50, all but one in a hundred less than p99.',
    views: report.series.length === 0 ? [] : [whole, ...each],
    empty: 'No request was sent.',
  };
}

function operationView(name: string, series: OperationSeries, prefix: string): ChartView {
  const line = (label: string, key: 'p50_ms' | 'p99_ms'): ChartLine => ({
    label: `${prefix}${label}`,
    unit: 'ms',
    values: series.points.map((point) => point[key]),
  });
  return {
    label: name,
    seconds: series.points.map(({ at_s: atS }) => atS + series.interval_s),
    lines: [line('p99', 'p99_ms'), line('p50', 'p50_ms')],
  };
}

function rateChart(report: LoadReport): Chart {
  const perSecond = perSecondIn(report);
  const view = viewOf(report, [
    ['turns offered', 'per s', (second) => perSecond(second, second.offered)],
    ['turns ended', 'per s', (second) => perSecond(second, second.turns)],
    ['requests answered', 'per s', (second) => perSecond(second, second.requests)],
  ]);
  const lines = view.lines.filter(({ values }) => values.some((value) => value !== null));
  return {
    id: 'chart-rate',
    title: 'Rate offered and achieved',
    note: 'A gap between what was offered and what ended is work that piles up.',
    views: report.series.length === 0 ? [] : [{ ...view, lines }],
    empty: 'Nothing was offered.',
  };
}

/** Counts as rates: a second may have been a little longer, and the last one shorter. */
function perSecondIn({ series }: LoadReport) {
  const began = new Map(series.map((second, at) => [second, series[at - 1]?.at_s ?? 0]));
  return (second: ReportedSecond, count: number | null): number | null => {
    const lasted = second.at_s - (began.get(second) ?? 0);
    return count === null || lasted <= 0 ? null : Math.round(count / lasted);
  };
}

function errorChart(report: LoadReport): Chart {
  const kinds = [
    ...new Set(report.series.flatMap(({ errors_by_kind: counts }) => Object.keys(counts))),
  ] as (keyof ReportedSecond['errors_by_kind'])[];
  const view = viewOf(
    report,
    kinds.map((kind) => [
      kind.replace('_', ' '),
      'per s',
      ({ errors_by_kind: counts }) => counts[kind] ?? 0,
    ]),
  );
  return {
    id: 'chart-errors',
    title: 'Errors by kind',
    note: 'Lost on the way, refused, or failed at the target; each counts in the thresholds.',
    views: kinds.length === 0 ? [] : [view],
    empty: 'No request failed.',
  };
}

function generatorChart(report: LoadReport): Chart {
  const view = viewOf(report, [
    ['schedule lag p99', 'ms', ({ lag_p99_ms: lagMs }) => lagMs],
    ['turns in flight', '', ({ in_flight: inFlight }) => inFlight],
  ]);
  return {
    id: 'chart-generator',
    title: 'The generator itself',
    note: 'Lag is the fault of the generator, not of the target: high, it makes the run invalid. Turns in flight that keep growing are a queue in the target.',
    views: report.series.length === 0 ? [] : [view],
    empty: 'The generator did nothing.',
  };
}

function deliveryChart(report: LoadReport): Chart {
  const views = Object.entries(report.operation_series)
    .filter(([, { request, points }]) => !request && points.length > 0)
    .map(([name, series]) => operationView(name, series, ''));
  return {
    id: 'chart-delivery',
    title: 'Delivery of what players wait for',
    note: 'Not requests: how long until something was told live, or a payment was confirmed.',
    views,
    empty: 'Nothing was delivered in this run.',
  };
}
