import type { BaselineComparison } from './baseline-terms.js';
import type { LoadReport, OperationLatency, ReportedSecond } from './load-report.js';
import { isUnproven } from './proof.js';
import type { Second } from './series.js';
import type { ThresholdResult } from './threshold-terms.js';
import { unjudgedOf } from './words.js';

const WIDTH = 60;
const SHADES = ' .:-=+*#@';

/** The console report: verdict first, then why, then the figures. */
export function summaryText(report: LoadReport): string {
  const sections = [
    verdictLines(report),
    ['', 'THRESHOLDS', ...report.thresholds.map(thresholdLine)],
    ...(report.skipped.length > 0 ? [['', 'SKIPPED', ...skippedLines(report)]] : []),
    ...(report.happened.length > 0 ? [['', 'HAPPENED', ...happenedLines(report)]] : []),
    ...measuredLines(report),
    ['', 'MONEY PROOF', ...proofLines(report)],
    ...(report.baseline ? [['', ...baselineLines(report.baseline)]] : []),
    ['', ...latencyTable(report)],
    ['', ...strips(report.series)],
    ['', ...generatorLines(report)],
  ];
  return `${sections.flat().join('\n')}\n`;
}

const MARK = {
  passed: '✓ PASSED',
  failed: '✗ FAILED',
  invalid: '! INVALID',
  regressed: '✗ REGRESSED',
  inconclusive: '! INCONCLUSIVE',
} as const;

function verdictLines(report: LoadReport): readonly string[] {
  const { scenario, rate } = report;
  const offered = rate.offered === null ? '' : ` of ${number(rate.offered)} offered`;
  const head =
    `${MARK[report.verdict]}  ${scenario.name} (${scenario.id}): ${number(rate.achieved)}` +
    `${offered} turns/s, ${number(rate.requests)} requests/s`;
  return [head, ...reasonsOf(report).map((reason) => `  ${reason}`)];
}

function reasonsOf(report: LoadReport): readonly string[] {
  const reasons: string[] = [];
  if (isUnproven(report.proof)) {
    reasons.push(`nothing is proven: ${report.proof.violations[0]?.message}`);
  } else if (!report.proof.ok) {
    reasons.push(`money was not exact: ${report.proof.violation_count} violations`);
  }
  if (!report.valid) {
    reasons.push('the generator, not the target, was the limit; this run judges nothing:');
    reasons.push(...report.validity.reasons.map((reason) => `  ${reason}`));
  } else {
    const { length: all } = report.thresholds;
    const missed = report.thresholds.filter(({ verdict }) => verdict === 'missed').length;
    const few = unjudgedOf(report).length;
    if (missed > 0) reasons.push(`${missed} of ${all} thresholds missed`);
    if (few > 0) reasons.push(`${few} of ${all} not judged: ${MORE_SAMPLES}`);
  }
  if (report.baseline?.verdict === 'regression') {
    const worse = report.baseline.figures.filter(({ verdict }) => verdict === 'worse').length;
    reasons.push(`${worse} figures are worse than in the baseline`);
  }
  if (report.missing !== null)
    reasons.push(`what makes the occasion is missing: ${report.missing}`);
  if (report.load.interrupted) reasons.push('interrupted before its time');
  return reasons;
}

const MORE_SAMPLES = 'too few samples; run longer (--duration) or faster (--rate)';

const SIGN = { met: '✓', missed: '✗', 'too few samples': '?' } as const;

function thresholdLine(result: ThresholdResult): string {
  const mark = SIGN[result.verdict];
  const figures = `${number(result.actual)} (limit ${number(result.limit)})`;
  const few = result.samples < result.min_samples ? `, ${result.min_samples} needed` : '';
  const samples = `${result.samples} sample${result.samples === 1 ? '' : 's'}`;
  return `  ${mark} ${result.name.padEnd(36)} ${figures.padEnd(26)} ${samples}${few}`;
}

const skippedLines = (report: LoadReport): readonly string[] =>
  report.skipped.map(({ name, reason }) => `  – ${name}: ${reason}`);

const happenedLines = (report: LoadReport): readonly string[] =>
  report.happened.map(({ at_s: atS, what, took_ms: tookMs }) => {
    const took = tookMs >= LONG_MS ? ` (${number(tookMs / 1_000)} s)` : '';
    return `${number(atS).padStart(6)} s  ${what}${took}`;
  });

/** What took less is told as a moment. */
const LONG_MS = 1_000;

/** Figures that no threshold has shown already. */
function measuredLines(report: LoadReport): readonly (readonly string[])[] {
  const shown = new Set(report.thresholds.map(({ name }) => name));
  const figures = Object.entries(report.measures).filter(([name]) => !shown.has(name));
  if (figures.length === 0) return [];
  return [
    ['', 'MEASURED', ...figures.map(([name, value]) => `  ${name.padEnd(38)} ${number(value)}`)],
  ];
}

function proofLines(report: LoadReport): readonly string[] {
  const { checked, violations, violation_count: count, ok } = report.proof;
  const counted =
    `${checked.players} wallets, ${checked.transactions} transactions, ` +
    `${checked.statement_rows} statement rows, ${checked.unknown_resolved} of ` +
    `${checked.unknown_outcomes} unknown outcomes resolved`;
  const audit = checked.audit_entries === null ? 'not offered' : `${checked.audit_entries} entries`;
  const books =
    checked.ledger_transactions === null
      ? 'not offered'
      : `${checked.ledger_transactions} transactions`;
  const { payments } = checked;
  const paid =
    payments === null
      ? []
      : [
          `    payments: ${payments.completed} completed, ${payments.undone} undone, ` +
            `${payments.open} still open`,
        ];
  const told = violations.map(
    ({ rule, player_id: playerId, message }) =>
      `    ${rule}${playerId === null ? '' : ` ${playerId}`}: ${message}`,
  );
  const more = count > violations.length ? [`    … and ${count - violations.length} more`] : [];
  return [
    `  ${ok ? '✓' : '✗'} ${counted}`,
    `    audit chain: ${audit}; ledger: ${books}`,
    ...paid,
    ...occasionLines(checked.occasion),
    ...told,
    ...more,
  ];
}

const occasionLines = (occasion: LoadReport['proof']['checked']['occasion']): readonly string[] => {
  const counted = Object.entries(occasion ?? {}).map(
    ([name, value]) => `${value} ${name.replaceAll('_', ' ')}`,
  );
  return counted.length === 0 ? [] : [`    ${counted.join(', ')}`];
};

/** Only what has changed: the rest is in the report. */
function baselineLines(baseline: BaselineComparison): readonly string[] {
  const { figures, differences, file, tolerance } = baseline;
  const changed = figures.filter(({ verdict }) => verdict === 'worse' || verdict === 'better');
  const few = figures.filter(({ verdict }) => verdict === 'too few samples').length;
  const within = `${Math.round(tolerance.latency * 100)} % and ${tolerance.floor_ms} ms`;
  return [
    `BASELINE  ${file}, run ${baseline.run_id} of ${baseline.started_at}`,
    ...changed.map(
      ({ name, before, now, verdict }) =>
        `  ${verdict === 'worse' ? '✗' : '✓'} ${name.padEnd(36)} ` +
        `${number(before)} → ${number(now)} ${verdict}`,
    ),
    `  ${figures.length - changed.length - few} figures within ${within}, ${few} with too few samples`,
    ...differences.map((difference) => `  – ${difference}`),
  ];
}

const COLUMNS = ['samples', 'errors', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max', 'service p99'];

function latencyTable(report: LoadReport): readonly string[] {
  const from = report.load.mode === 'open' ? 'the intended start' : 'the sending';
  const head = [`LATENCY ms, from ${from}`.padEnd(36), ...COLUMNS.map(cell)].join('');
  const rows = Object.entries(report.latency_ms).map(([operation, latency]) =>
    [`  ${operation}`.padEnd(36), ...cellsOf(latency).map(cell)].join(''),
  );
  return [head, ...rows];
}

const cellsOf = (latency: OperationLatency): readonly string[] => [
  String(latency.samples),
  String(latency.errors),
  number(latency.p50),
  number(latency.p90),
  number(latency.p95),
  number(latency.p99),
  latency.p999 === null ? '–' : number(latency.p999),
  number(latency.max),
  number(latency.service_p99),
];

const cell = (text: string): string => text.padStart(Math.max(9, text.length + 2));

function strips(series: readonly Second[]): readonly string[] {
  if (series.length === 0) return [];
  const rates = folded(series.map(({ requests }) => requests));
  const latencies = folded(series.map(({ p99_ms: p99Ms }) => p99Ms));
  return [strip('requests/s', rates, ''), strip('p99', latencies, ' ms')];
}

/** A long run is folded to the width of the page: each place shows the worst of its seconds. */
function folded(values: readonly number[]): readonly number[] {
  const size = Math.ceil(values.length / WIDTH);
  const places: number[] = [];
  for (let from = 0; from < values.length; from += size) {
    places.push(Math.max(...values.slice(from, from + size)));
  }
  return places;
}

function strip(name: string, values: readonly number[], unit: string): string {
  const highest = Math.max(...values);
  const shades = values.map((value) => {
    const at = highest === 0 ? 0 : Math.ceil((value / highest) * (SHADES.length - 1));
    return SHADES[at] ?? ' ';
  });
  return `${name.padEnd(11)}|${shades.join('')}| highest ${number(highest)}${unit}`;
}

function generatorLines(report: LoadReport): readonly string[] {
  const { validity, host, load } = report;
  const kinds = errorLine(report.series);
  const beside = host.generator_beside_target ? ', beside the target' : '';
  return [
    ...(kinds === '' ? [] : [`errors     ${kinds}`]),
    `generator  lag p50 ${number(validity.lag_p50_ms)} p99 ${number(validity.lag_p99_ms)} ms, ` +
      `event loop p99 ${number(validity.event_loop_p99_ms)} ms, dropped ${validity.dropped}, ` +
      `in flight ≤ ${validity.max_in_flight}, ${Math.round(validity.cpu * 100)} % of a core`,
    `run        ${load.mode} model, ${load.players} players, ${load.connections} connections, ` +
      `${load.duration_s} s after ${load.warm_up_s} s warm-up, seed ${report.seed}`,
    `host       ${host.cpus} × ${host.cpu_model}, Node ${host.node}${beside}`,
  ];
}

/** Warm-up included. */
function errorLine(series: readonly ReportedSecond[]): string {
  const counts = new Map<string, number>();
  for (const { errors_by_kind: kinds } of series) {
    for (const [kind, count] of Object.entries(kinds)) {
      counts.set(kind, (counts.get(kind) ?? 0) + count);
    }
  }
  return [...counts].map(([kind, count]) => `${count} ${kind.replace('_', ' ')}`).join(', ');
}

const SIGNIFICANT = new Intl.NumberFormat('en-US', {
  maximumSignificantDigits: 3,
  useGrouping: false,
});

/** Three significant digits below a thousand, whole numbers above. */
const number = (value: number): string =>
  Math.abs(value) >= 1_000 ? String(Math.round(value)) : SIGNIFICANT.format(value);
