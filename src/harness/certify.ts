import { loadContract } from '../contract/operations.js';
import { realClock } from '../kernel/time.js';
import { formatTime } from '../kernel/time.js';
import { jsonOf } from '../client/index.js';
import { openHistory } from './history.js';
import type { History } from './history.js';
import type { Invariant } from './invariants.js';
import { PreflightFailed, preflight } from './preflight.js';
import type { Reached } from './preflight.js';
import { coverageOf } from './coverage.js';
import type { CoveredRequirement } from './coverage.js';
import { countsOf } from './results.js';
import type { CheckResult, Counts } from './results.js';
import { runChecks } from './runner.js';
import { registryOf } from './scenario.js';
import type { CheckFacts, Scenario } from './scenario.js';
import { select } from './selection.js';
import { domainOf } from './scenario.js';
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
 * Judges a target. Rejects with NothingSelected, CredentialsMissing or TypeError before anything
 * is sent; whatever the target does afterwards ends in a result.
 */
export async function certify(options: CertifyOptions): Promise<CertifyResult> {
  const target = typeof options.target === 'string' ? targetAt(options.target) : options.target;
  const scenarios = registryOf(options.scenarios);
  const invariants = options.invariants ?? [];
  const all: readonly CheckFacts[] = registryOf([...scenarios, ...invariants]);
  const { selected, skipped } = select(all, options.only, options.skip);
  const startedMs = realClock.now();
  const seed = options.seed ?? `run-${startedMs.toString(36)}-${process.pid.toString(36)}`;
  const history = openHistory();
  const total = selected.length;
  options.onEvent?.({ type: 'started', total, target: target.name, seed });

  const progress = progressOf(options, total);
  const reached = await preflight(target).catch((thrown: unknown) => {
    if (thrown instanceof PreflightFailed) return thrown;
    throw thrown;
  });
  const run = { seed, history, progress, options, target };
  const ran =
    reached instanceof PreflightFailed
      ? { results: [], ledgerHash: null }
      : await runAgainst(
          reached,
          scenarios.filter((scenario) => selected.includes(scenario)),
          invariants.filter((law) => selected.includes(law)),
          run,
        );
  const results = inOrder(all, [...ran.results, ...skipped.map(skippedResult)]);
  const interrupted = options.signal?.aborted ?? false;
  const unreachable = reached instanceof PreflightFailed ? reached.message : undefined;
  const { failOn } = options;
  const result: CertifyResult = {
    ...judgeRun({ results, unreachable, interrupted, failOn }),
    counts: countsOf(results),
    checks: results,
    coverage: coverageOf(results),
    seed,
    target: {
      name: target.name,
      baseUrl: target.baseUrl,
      capabilities: reached instanceof PreflightFailed ? [] : [...reached.capabilities],
    },
    selection: {
      only: options.only ?? [],
      skip: options.skip ?? [],
      selected: total,
      of: all.length,
    },
    ledgerHash: ran.ledgerHash,
    contractVersion: loadContract().version,
    startedAt: formatTime(startedMs),
    ms: realClock.now() - startedMs,
    interrupted,
    history,
  };
  options.onEvent?.({ type: 'finished', result });
  return result;
}

const targetAt = (baseUrl: string): Target => ({
  name: new URL(baseUrl).host,
  baseUrl: baseUrl.replace(/\/+$/, ''),
});

function progressOf(options: CertifyOptions, total: number): (result: CheckResult) => void {
  let done = 0;
  return (result) => {
    done += 1;
    options.onEvent?.({ type: 'checked', result, done, total });
  };
}

interface Run {
  readonly seed: string;
  readonly history: ReturnType<typeof openHistory>;
  readonly progress: (result: CheckResult) => void;
  readonly options: CertifyOptions;
  readonly target: Target;
}

async function runAgainst(
  reached: Reached,
  scenarios: readonly Scenario[],
  invariants: readonly Invariant[],
  run: Run,
): Promise<{ results: readonly CheckResult[]; ledgerHash: string | null }> {
  const { options } = run;
  try {
    const connection = {
      ...reached,
      contract: loadContract(),
      history: run.history,
      seed: run.seed,
      namespace: run.seed,
    };
    const results = await runChecks(connection, scenarios, invariants, {
      concurrency: options.concurrency ?? run.target.concurrency,
      strict: options.strict,
      signal: options.signal,
      onResult: run.progress,
    });
    return { results, ledgerHash: await ledgerHashOf(reached) };
  } finally {
    await reached.close();
  }
}

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
  reason: 'left out by --skip',
});
