import type { ComparedFigure } from '../load/baseline-terms.js';
import type { LatencySummary, LoadReport } from '../load/load-report.js';
import type { ThresholdResult } from '../load/threshold-terms.js';
import { figure, markup, table, wordTable } from './markup.js';
import type { Markup } from './markup.js';

const NOTHING = markup``;

const HEAD: Readonly<Record<LoadReport['verdict'], readonly [mark: string, word: string]>> = {
  passed: ['✓', 'Passed'],
  failed: ['✗', 'Failed'],
  invalid: ['!', 'Invalid: judges nothing'],
  regressed: ['✗', 'Worse than before'],
  inconclusive: ['!', 'Inconclusive: not all could be judged'],
};

/** What a manager reads. */
export function verdictSection({ verdict, in_words: words }: LoadReport): Markup {
  const [mark, word] = HEAD[verdict];
  const [first = '', ...others] = words;
  return markup`<section class="verdict ${verdict}" aria-labelledby="verdict">
<h2 id="verdict"><span aria-hidden="true">${mark}</span> ${word}</h2>
<p class="lead">${first}</p>
<ul>${others.map((text) => markup`<li>${text}</li>`)}</ul>
</section>`;
}

export function thresholdsSection({ thresholds, objectives }: LoadReport): Markup {
  const { source, title } = objectives;
  const from = source === 'scenario' ? 'Promised by the scenario.' : `Promised in ${source}.`;
  const rows = thresholds.map((result) => [
    result.name,
    kept(result),
    valueOf(result, result.actual),
    `${result.sense} ${valueOf(result, result.limit)}`,
    `${figure(result.samples)}${result.min_samples > 1 ? ` (${result.min_samples} needed)` : ''}`,
  ]);
  const heads = ['promise', 'kept', 'measured', 'limit', 'samples'];
  return markup`<section aria-labelledby="promises"><h2 id="promises">What was promised</h2>
<p>${title ?? ''} ${from}</p>
${table('Thresholds', heads, rows)}</section>`;
}

const kept = ({ ok, verdict }: ThresholdResult): Markup =>
  verdict === 'too few samples' ? markup`<span>? not judged</span>` : outcome(ok, verdict);

const outcome = (good: boolean, text: string): Markup =>
  markup`<span class="${good ? 'good' : 'bad'}">${good ? '✓' : '✗'} ${text}</span>`;

const UNIT = { ms: ' ms', 'per second': ' /s', count: '', share: ' %', 'as measured': '' } as const;

const valueOf = ({ unit }: Pick<ThresholdResult, 'unit'>, value: number): string =>
  `${figure(unit === 'share' ? value * 100 : value)}${UNIT[unit]}`;

export function proofSection({ proof }: LoadReport): Markup {
  const { checked, ok, violations, violation_count: count } = proof;
  const { payments } = checked;
  const rows: readonly (readonly [string, string])[] = [
    ['wallets compared', figure(checked.players)],
    ['money requests sent', figure(checked.money_requests)],
    ['transactions that follow from them', figure(checked.transactions)],
    ['rows of statements read', figure(checked.statement_rows)],
    [
      'outcomes unknown when the run ended',
      `${figure(checked.unknown_outcomes)}, ${figure(checked.unknown_resolved)} explained since`,
    ],
    [
      'payments',
      payments === null
        ? 'none could be made'
        : `${payments.completed} completed, ${payments.undone} undone, ${payments.open} still open`,
    ],
    ['entries of the audit chain verified', offered(checked.audit_entries)],
    ['transactions of the balanced ledger', offered(checked.ledger_transactions)],
    ...Object.entries(checked.occasion ?? {}).map(
      ([what, count]) => [what, figure(count)] as const,
    ),
  ];
  const told = violations.map(({ rule, player_id: playerId, message }) => [
    rule,
    playerId ?? 'the whole',
    message,
  ]);
  const says = ok
    ? 'Every balance and every statement is what the acknowledged requests make it.'
    : `${figure(count)} ways in which the books differ from what was acknowledged.`;
  return markup`<section aria-labelledby="money"><h2 id="money">Is the money exact?</h2>
<p class="lead">${outcome(ok, ok ? 'exact' : 'not exact')}. ${says}</p>
${told.length > 0 ? wordTable('Violations, the first of them', ['rule', 'player', 'what'], told) : NOTHING}
${wordTable('What was compared', ['compared', 'how many'], rows)}</section>`;
}

const offered = (value: number | null): string =>
  value === null ? 'not offered by the target' : figure(value);

export function baselineSection({ baseline }: LoadReport): Markup {
  if (!baseline) return NOTHING;
  const { figures, differences, file, started_at: startedAt, tolerance, verdict } = baseline;
  const isChanged = (compared: ComparedFigure): boolean =>
    compared.verdict === 'worse' || compared.verdict === 'better';
  const changed = figures
    .filter(isChanged)
    .sort((one, other) => ORDER[one.verdict] - ORDER[other.verdict]);
  const others = figures.filter((compared) => !isChanged(compared));
  const within =
    `Slower by more than ${figure(tolerance.latency * 100)} % and ${figure(tolerance.floor_ms)} ` +
    `ms, rarer by more than ${figure(tolerance.rate * 100)} %, or more errors by more than ` +
    `${figure(tolerance.errors * 100)} points counts as worse.`;
  const heads = ['figure', 'verdict', 'then', 'now', 'change', 'samples'];
  return markup`<section aria-labelledby="baseline"><h2 id="baseline">Compared with before</h2>
<p class="lead">${outcome(verdict === 'no regression', verdict)}, against ${file} of ${startedAt}.</p>
<p>${within}</p>
<ul>${differences.map((text) => markup`<li>${text}</li>`)}</ul>
${changed.length > 0 ? table('What has changed', heads, changed.map(comparedCells)) : NOTHING}
<details><summary>${others.length} figures that have not changed, or have too few samples</summary>
${table('Unchanged', heads, others.map(comparedCells))}</details></section>`;
}

const comparedCells = (compared: ComparedFigure): readonly (string | Markup)[] => [
  compared.name,
  comparedWord(compared),
  valueOf(compared, compared.before),
  valueOf(compared, compared.now),
  compared.change === null ? '–' : `${compared.change >= 0 ? '+' : ''}${percent(compared)}`,
  figure(compared.samples),
];

const ORDER = { worse: 0, better: 1, same: 2, 'too few samples': 3 } as const;

const percent = ({ change }: ComparedFigure): string => `${figure((change ?? 0) * 100)} %`;

const comparedWord = ({ verdict }: ComparedFigure): Markup =>
  verdict === 'worse' || verdict === 'better'
    ? outcome(verdict === 'better', verdict)
    : markup`${verdict}`;

export function latencySection({ latency_ms: latencies, load, phases }: LoadReport): Markup {
  const from = load.mode === 'open' ? 'the intended start' : 'the sending';
  const heads = [
    'operation',
    'samples',
    'errors',
    'p50',
    'p90',
    'p95',
    'p99',
    'p99.9',
    'max',
    'service p99',
  ];
  const rows = Object.entries(latencies).map(([name, latency]) => [name, ...cellsOf(latency)]);
  const judged = phases.filter((phase) => phase.judged).map(({ name }) => name);
  const byPhase = Object.entries(latencies).flatMap(([name, latency]) =>
    Object.entries(latency.phases).map(([phase, part]) => [`${name}, ${phase}`, ...cellsOf(part)]),
  );
  return markup`<section aria-labelledby="latency"><h2 id="latency">Latency by operation</h2>
<p>Milliseconds from ${from} to the last byte, failures and time-outs included. Judged:
${judged.join(', ') || 'nothing'}. p99.9 needs 10,000 samples.</p>
${table('Judged phases, in ms', heads, rows)}
<details><summary>Each phase by itself</summary>${table('By phase, in ms', heads, byPhase)}</details>
</section>`;
}

const cellsOf = (latency: LatencySummary): readonly string[] => [
  figure(latency.samples),
  figure(latency.errors),
  figure(latency.p50),
  figure(latency.p90),
  figure(latency.p95),
  figure(latency.p99),
  latency.p999 === null ? '–' : figure(latency.p999),
  figure(latency.max),
  figure(latency.service_p99),
];

export function skippedSection({ skipped, happened, measures }: LoadReport): Markup {
  const left = skipped.map(({ name, reason }) => [name, reason]);
  const acts = happened.map(({ at_s: atS, what, took_ms: tookMs }) => [
    what,
    `after ${figure(atS)} s`,
    `${figure(tookMs)} ms`,
  ]);
  const figures = Object.entries(measures).map(([name, value]) => [name, figure(value)]);
  if (left.length + acts.length + figures.length === 0) return NOTHING;
  return markup`<section aria-labelledby="also"><h2 id="also">What else there is to know</h2>
${acts.length > 0 ? wordTable('Done to the target meanwhile', ['what', 'when', 'took'], acts) : NOTHING}
${figures.length > 0 ? table('Measures of the scenario', ['measure', 'figure'], figures) : NOTHING}
${left.length > 0 ? wordTable('Not done, or not judged', ['what', 'why'], left) : NOTHING}</section>`;
}

export function conditionsSection(report: LoadReport): Markup {
  const { validity, load, host, rate } = report;
  const beside = host.generator_beside_target
    ? 'on the machine of the target: they share its processors'
    : 'on another machine than the target';
  const offeredRate =
    rate.offered === null ? 'no plan: players wait' : `${figure(rate.offered)} /s`;
  const rows: readonly (readonly [string, string])[] = [
    ['turns offered', offeredRate],
    ['turns ended soundly', `${figure(rate.achieved)} /s`],
    ['requests', `${figure(rate.requests)} /s`],
    ['model', `${load.mode}, arrivals: ${load.spacing}`],
    ['players', figure(load.players)],
    ['connections', figure(load.connections)],
    ['length', `${figure(load.duration_s)} s after ${figure(load.warm_up_s)} s of warm-up`],
    ['an answer counts as lost after', `${figure(load.timeout_s)} s`],
    ['generator', `${load.engine}, ${beside}`],
    [
      'schedule lag',
      `p50 ${figure(validity.lag_p50_ms)} ms, p99 ${figure(validity.lag_p99_ms)} ms`,
    ],
    ['event-loop delay', `p99 ${figure(validity.event_loop_p99_ms)} ms`],
    ['arrivals dropped', figure(validity.dropped)],
    ['most turns in flight', figure(validity.max_in_flight)],
    ['processor time of the generator', `${figure(validity.cpu * 100)} % of one core`],
    ['machine', `${host.cpus} × ${host.cpu_model}, ${host.platform}, Node ${host.node}`],
    ['seed', report.seed],
    ['run', report.run_id],
    ['target', `${report.target.url} (${report.target.kind})`],
  ];
  return markup`<section aria-labelledby="conditions"><h2 id="conditions">How it was measured</h2>
${wordTable('Generator, machine and run', ['what', 'figure'], rows)}</section>`;
}
