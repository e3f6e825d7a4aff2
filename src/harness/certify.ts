import { jsonOf } from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import { formatTime, realClock } from '../kernel/time.js';
import { coverageOf } from './coverage.js';
import type { CoveredRequirement } from './coverage.js';
import { openHistory } from './history.js';
import type { History, HistoryRecorder } from './history.js';
import type { Invariant } from './invariants.js';
import { checksOf, findProfile } from './dialect/profile.js';
import { PreflightFailed } from './failures.js';
import { preflight } from './preflight.js';
import type { Reached } from './preflight.js';
import { countsOf } from './results.js';
import type { CheckResult, Counts } from './results.js';
import { runChecks } from './runner.js';
import { domainOf, registryOf } from './scenario.js';
import type { CheckFacts, Scenario } from './scenario.js';
import { select } from './selection.js';
import type { Target } from './target.js';
import { judgeRun } from './verdict.js';
import type { ExitCode, FailOn, Verdict } from './verdict.js';

export interface CertifyOptions {
  /** A target, or just where it lives. */
  readonly target: Target | string;
  readonly scenarios: readonly Scenario[];
  readonly invariants?: readonly Invariant[];
  /** Names of players, keys and rounds follow from it; default: new for each run. */
  readonly seed?: string | undefined;
  /** Ids, requirements, domains, globs. */
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly concurrency?: number | undefined;
  readonly strict?: boolean | undefined;
  readonly failOn?: FailOn | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: CertifyEvent) => void) | undefined;
}

export type CertifyEvent =
  | {
      readonly type: 'started';
      readonly total: number;
      readonly target: string;
      readonly seed: string;
    }
  | {
      readonly type: 'checked';
      readonly result: CheckResult;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'finished'; readonly result: CertifyResult };

/** A finished run, as every report is fed with it. */
export interface CertifyResult {
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly reasons: readonly string[];
  readonly counts: Counts;
  readonly checks: readonly CheckResult[];
  readonly coverage: readonly CoveredRequirement[];
  readonly seed: string;
  readonly target: {
    readonly name: string;
    readonly baseUrl: string;
    readonly capabilities: readonly string[];
    /** Found, though the target file does not declare them. */
    readonly undeclared?: readonly string[] | undefined;
    readonly profile?: string | undefined;
    /** What it answers where published contracts disagree; null: as the reference contract does. */
    readonly dialect?: Readonly<Record<string, string>> | null | undefined;
  };
  readonly selection: {
    readonly only: readonly string[];
    readonly skip: readonly string[];
    readonly selected: number;
    readonly of: number;
  };
  /** Hash over the target's books at the end; null where the target does not show them. */
  readonly ledgerHash: string | null;
  readonly contractVersion: string;
  readonly startedAt: string;
  readonly ms: number;
  readonly interrupted: boolean;
  readonly history: History;
}

/**
 * Judges a target. Rejects with a Mistake or a TypeError before anything is sent; whatever the
 * target does afterwards ends in a result.
 */
export async function certify(options: CertifyOptions): Promise<CertifyResult> {
  const run = planOf(options);
  const { onEvent } = options;
  onEvent?.({ type: 'started', total: run.total, target: run.target.name, seed: run.seed });
  const reached = await Promise.race([reach(run), interrupted(options.signal)]);
  const result =
    reached instanceof PreflightFailed
      ? resultOf(run, { results: [], unreachable: reached.message })
      : resultOf(run, await ranAgainst(reached, run));
  onEvent?.({ type: 'finished', result });
  return result;
}

const reach = ({ target, namespace }: Run): Promise<Reached | PreflightFailed> =>
  preflight(target, namespace).catch((thrown: unknown) => {
    if (thrown instanceof PreflightFailed) return thrown;
    throw thrown;
  });

const interrupted = (signal: AbortSignal | undefined): Promise<PreflightFailed> =>
  new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve(new PreflightFailed('interrupted')));
  });

/** A run before anything is sent. */
interface Run {
  readonly options: CertifyOptions;
  readonly target: Target;
  readonly all: readonly CheckFacts[];
  readonly scenarios: readonly Scenario[];
  readonly invariants: readonly Invariant[];
  readonly skipped: readonly CheckFacts[];
  readonly total: number;
  readonly seed: string;
  /** What ids follow from: a stranger remembers those of earlier runs, so they are new each time. */
  readonly namespace: string;
  /** So many checks must be executed. */
  readonly floor: number;
  readonly startedMs: number;
  readonly history: HistoryRecorder;
}

function planOf(options: CertifyOptions): Run {
  const { scenarios, invariants = [] } = options;
  const target = typeof options.target === 'string' ? targetAt(options.target) : options.target;
  const profile = findProfile(target.profile);
  const everything = registryOf<CheckFacts>([...scenarios, ...invariants]);
  const promised = profile && checksOf(profile, target.wire);
  const all = everything.filter(({ id }) => promised?.has(id) ?? true);
  const { selected, skipped } = select(all, options.only, options.skip);
  const startedMs = realClock.now();
  const stamp = startedMs.toString(36);
  const seed = options.seed ?? `run-${stamp}-${process.pid.toString(36)}`;
  return {
    options,
    target,
    all,
    scenarios: scenarios.filter((check) => selected.includes(check)),
    invariants: invariants.filter((check) => selected.includes(check)),
    skipped,
    total: selected.length,
    floor: selected.length === all.length ? (profile?.floor ?? 0) : 0,
    seed,
    namespace: target.wire && options.seed !== undefined ? `${seed} ${stamp}` : seed,
    startedMs,
    history: openHistory(),
  };
}

interface Ran {
  readonly results: readonly CheckResult[];
  readonly reached?: Reached;
  readonly unreachable?: string;
  readonly ledgerHash?: string | null;
}

async function ranAgainst(reached: Reached, run: Run): Promise<Ran> {
  const { options, seed, namespace, history, total } = run;
  let done = 0;
  try {
    const contract = loadContract();
    const connection = { ...reached, contract, history, seed, namespace };
    const results = await runChecks(connection, run.scenarios, run.invariants, {
      concurrency: options.concurrency ?? run.target.concurrency,
      strict: options.strict,
      signal: options.signal,
      onResult(result) {
        done += 1;
        options.onEvent?.({ type: 'checked', result, done, total });
      },
    });
    return { results, reached, ledgerHash: await ledgerHashOf(reached) };
  } finally {
    await reached.close();
  }
}

function resultOf(run: Run, ran: Ran): CertifyResult {
  const { options, target } = run;
  const results = inOrder(run.all, [...ran.results, ...run.skipped.map(skippedResult)]);
  const { unreachable } = ran;
  const wasInterrupted = options.signal?.aborted ?? false;
  const { floor } = run;
  return {
    ...judgeRun({
      results,
      unreachable,
      interrupted: wasInterrupted,
      failOn: options.failOn,
      floor,
    }),
    counts: countsOf(results),
    checks: results,
    coverage: coverageOf(results),
    seed: run.seed,
    target: {
      name: target.name,
      baseUrl: target.baseUrl,
      capabilities: [...(ran.reached?.capabilities ?? [])],
      undeclared: ran.reached?.undeclared ?? [],
      profile: target.profile ?? 'platform-full',
      dialect: target.wire ? { ...target.wire.knobs } : null,
    },
    selection: {
      only: options.only ?? [],
      skip: options.skip ?? [],
      selected: run.total,
      of: run.all.length,
    },
    ledgerHash: ran.ledgerHash ?? null,
    contractVersion: loadContract().version,
    startedAt: formatTime(run.startedMs),
    ms: realClock.now() - run.startedMs,
    interrupted: wasInterrupted,
    history: run.history,
  };
}

const targetAt = (baseUrl: string): Target => ({
  name: new URL(baseUrl).host,
  baseUrl: baseUrl.replace(/\/+$/, ''),
});

async function ledgerHashOf(reached: Reached): Promise<string | null> {
  if (!reached.capabilities.has('control')) return null;
  const headers = { accept: 'application/json' };
  const request = { method: 'GET', path: '/sandbox/ledger', headers, body: undefined };
  const answer = await reached.sender.send(request);
  if (answer.kind === 'lost') return null;
  const { hash } = (jsonOf(answer.text) ?? {}) as { hash?: unknown };
  return typeof hash === 'string' ? hash : null;
}

function inOrder(all: readonly CheckFacts[], results: readonly CheckResult[]): CheckResult[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  return all.flatMap(({ id }) => byId.get(id) ?? []);
}

const skippedResult = (facts: CheckFacts): CheckResult => ({
  id: facts.id,
  kind: 'check' in facts ? 'invariant' : 'scenario',
  status: 'skip',
  requirement: facts.requirement,
  level: facts.level ?? 'MUST',
  impact: facts.impact ?? 'major',
  title: facts.title,
  rule: facts.rule,
  money: facts.money ?? null,
  domain: domainOf(facts.id),
  ms: 0,
  expectations: 0,
  exchanges: 0,
  failures: [],
  evidence: [],
  reason: 'left out by --skip',
});
