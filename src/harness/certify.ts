import { jsonOf } from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import { formatTime, realClock } from '../kernel/time.js';
import { compareRuns, regressionsOf } from './baseline.js';
import type { Comparison } from './baseline.js';
import { coverageOf } from './coverage.js';
import type { CoveredRequirement } from './coverage.js';
import type { ExploreFacts } from './explore/exploration.js';
import type { History } from './history.js';
import { PreflightFailed } from './failures.js';
import { planOf } from './plan.js';
import type { CertifyOptions, Run } from './plan.js';
import { preflight } from './preflight.js';
import type { Reached } from './preflight.js';
import { doubtsOf } from './quality.js';
import { CURRENT_REVISION } from './requirements.js';
import { countsOf } from './results.js';
import type { CheckResult, Counts } from './results.js';
import { runChecks } from './runner.js';
import { domainOf } from './scenario.js';
import type { CheckFacts } from './scenario.js';
import { judgeRun } from './verdict.js';
import type { ExitCode, Judgement, Verdict } from './verdict.js';
import { usesOf, waived } from './waivers.js';
import type { WaiverUse } from './waivers.js';

export type { CertifyOptions } from './plan.js';

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
  /** What ids were derived from: the seed, or more where the target has a past. */
  readonly namespace?: string | undefined;
  /** Of the requirement set the target was judged by. */
  readonly revision?: string | undefined;
  /** What became of each waiver. */
  readonly waivers?: readonly WaiverUse[] | undefined;
  /** What changed since the baseline; null where none was given. */
  readonly baseline?: Comparison | null | undefined;
  /** What was explored besides the scenarios; undefined where nothing was. */
  readonly explore?: ExploreFacts | undefined;
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
        const told = waived(result, run.waivers, run.today);
        options.onEvent?.({ type: 'checked', result: told, done, total });
      },
    });
    return { results, reached, ledgerHash: await ledgerHashOf(reached) };
  } finally {
    await reached.close();
  }
}

function resultOf(run: Run, ran: Ran): CertifyResult {
  const { options, target, waivers, today } = run;
  const skipped = run.skipped.map(skippedResult);
  const results = inOrder(run.all, [
    ...ran.results.map((result) => waived(result, waivers, today)),
    ...skipped,
  ]);
  const facts = {
    counts: countsOf(results),
    checks: results,
    coverage: coverageOf(results),
    seed: run.seed,
    namespace: run.namespace,
    revision: CURRENT_REVISION,
    waivers: usesOf(waivers, results, run.known),
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
    interrupted: options.signal?.aborted ?? false,
    history: run.history,
    ...(run.exploration && { explore: run.exploration.facts() }),
  };
  return { ...judged(run, ran, facts), ...facts };
}

/** The verdict, and what became of the baseline: a step back is a reason of its own. */
function judged(
  { options, floor, history }: Run,
  { unreachable }: Ran,
  facts: Omit<CertifyResult, keyof Judgement | 'baseline'>,
): Judgement & Pick<CertifyResult, 'baseline'> {
  const outcome = {
    results: facts.checks,
    unreachable,
    interrupted: facts.interrupted,
    failOn: options.failOn,
    floor,
    waivers: facts.waivers,
    doubts: doubtsOf(history.calls()),
    exitZero: options.exitZero,
  };
  if (!options.baseline || unreachable !== undefined) {
    return { ...judgeRun(outcome), baseline: null };
  }
  const { verdict } = judgeRun(outcome);
  const baseline = compareRuns(options.baseline, { ...facts, verdict });
  return { ...judgeRun({ ...outcome, regressions: regressionsOf(baseline) }), baseline };
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
  evidence: [],
  reason: 'left out by --skip',
});
