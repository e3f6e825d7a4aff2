import { setMaxListeners } from 'node:events';
import { TokenRefused } from '../client/index.js';
import { controlOf } from './control.js';
import type { KeptExchange } from './evidence.js';
import { expectOf } from './expect.js';
import { ExpectationFailed, NotApplicable, TargetLost, Untestable, Withheld } from './failures.js';
import type { Failure } from './failures.js';
import { givenOf } from './given.js';
import type { Invariant } from './invariants.js';
import { liveOf } from './live.js';
import { platformOf } from './platform.js';
import type { CheckResult, Status } from './results.js';
import { domainOf } from './scenario.js';
import type { CheckFacts, Scenario, Stage } from './scenario.js';
import { openSession, wrapUp } from './session.js';
import type { Connection, Session } from './session.js';

export interface RunOptions {
  /** Scenarios at once; exclusive ones and invariants run alone. Default 8. */
  readonly concurrency?: number | undefined;
  /** A broken SHOULD fails instead of warning. */
  readonly strict?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onResult?: ((result: CheckResult) => void) | undefined;
}

interface Job {
  readonly facts: CheckFacts;
  readonly kind: CheckResult['kind'];
  readonly timeoutMs: number;
  readonly players: number;
  run(stage: Stage): Promise<void>;
}

const PATIENCE_MS = 30_000;
/** At a target of another shape players and requests wait for their turn; each call has its own limit. */
const PATIENCE_WITH_STRANGERS = 20;

/** Runs the shared scenarios side by side, then the exclusive ones, then the invariants. */
export async function runChecks(
  connection: Connection,
  scenarios: readonly Scenario[],
  invariants: readonly Invariant[],
  options: RunOptions = {},
): Promise<readonly CheckResult[]> {
  const results = new Map<string, CheckResult>();
  // One listener for each job that runs, however many run at once: not a leak to warn of.
  if (options.signal) setMaxListeners(0, options.signal);
  const perform = async (job: Job): Promise<void> => {
    const result = await runJob(connection, job, options);
    if (options.signal?.aborted) return; // cut short: neither passed nor failed
    results.set(result.id, result);
    options.onResult?.(result);
  };
  const stretch = connection.mapped ? PATIENCE_WITH_STRANGERS : 1;
  const jobs = scenarios.map((scenario): Job & { exclusive: boolean } => ({
    facts: scenario,
    kind: 'scenario',
    timeoutMs: (scenario.timeoutMs ?? PATIENCE_MS) * stretch,
    players: scenario.players ?? 1,
    exclusive: scenario.exclusive ?? false,
    run: (stage) => scenario.run(stage),
  }));
  const laws = invariants.map((invariant): Job => ({
    facts: invariant,
    kind: 'invariant',
    timeoutMs: PATIENCE_MS * stretch,
    players: 1,
    run: (stage) => invariant.check({ ...stage, history: connection.history }),
  }));
  const shared = jobs.filter((job) => !job.exclusive);
  const alone = jobs.filter((job) => job.exclusive);
  await inParallel(shared, options.concurrency ?? 8, options.signal, perform);
  await inParallel(alone, 1, options.signal, perform);
  await inParallel(laws, 1, options.signal, perform);
  return [...jobs, ...laws].flatMap(({ facts }) => results.get(facts.id) ?? []);
}

async function inParallel(
  jobs: readonly Job[],
  width: number,
  signal: AbortSignal | undefined,
  perform: (job: Job) => Promise<void>,
): Promise<void> {
  const queue = jobs.values();
  const work = async (): Promise<void> => {
    for (const job of queue) {
      if (signal?.aborted) return;
      await perform(job);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, work));
}

async function runJob(connection: Connection, job: Job, options: RunOptions): Promise<CheckResult> {
  const { facts } = job;
  const lack = lackOf(connection, facts);
  if (lack) return resultOf(job, undefined, 0, lack);
  const session = openSession(connection, facts.id, job.players);
  const startedMs = performance.now();
  const thrown = await performed(session, job, options.signal);
  const outcome = outcomeOf(session, facts, options.strict ?? false, thrown);
  await wrapUp(session);
  return resultOf(job, session, performance.now() - startedMs, outcome);
}

/** Why the check cannot even begin: declared and absent fails, disclaimed is skipped. */
function lackOf(connection: Connection, { needs = [] }: CheckFacts): Outcome | undefined {
  const lacking = needs.find((need) => !connection.capabilities.has(need));
  if (lacking === undefined) return undefined;
  if (connection.missing?.has(lacking)) {
    const message = `the target file declares "${lacking}", and the target does not have it`;
    return { status: 'fail', failures: [{ kind: 'target', message }], reason: null };
  }
  if (connection.disclaimed?.has(lacking)) {
    const reason = `the target file declares that there is no "${lacking}"`;
    return { status: 'skip', failures: [], reason };
  }
  const reason = `the target lacks the hook "${lacking}" (control API: GET /sandbox)`;
  return { status: 'untestable', failures: [], reason };
}

class OutOfTime extends Error {}

/** What the job threw, or undefined. */
async function performed(
  session: Session,
  job: Job,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  let abandon: (() => void) | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    const late = new OutOfTime(`not done within ${job.timeoutMs / 1000} s`);
    timer = setTimeout(() => reject(late), job.timeoutMs);
    abandon = () => reject(new OutOfTime('interrupted'));
    signal?.addEventListener('abort', abandon);
  });
  try {
    await Promise.race([job.run(stageOf(session)).finally(() => wrapUp(session)), expiry]);
    return undefined;
  } catch (thrown) {
    return thrown;
  } finally {
    clearTimeout(timer);
    if (abandon) signal?.removeEventListener('abort', abandon);
    session.over = true;
  }
}

function stageOf(session: Session): Stage {
  const platform = platformOf(session);
  const control = controlOf(session);
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  return {
    platform,
    control,
    given: givenOf(session, platform, control),
    expect: expectOf(session, platform),
    live: liveOf(session),
    dialect: session.connection.dialect,
    run: {
      seed: session.connection.seed,
      baseUrl: session.connection.sender.baseUrl,
      wait,
      afterwards: (work) => void session.endings.push(work),
    },
  };
}

interface Outcome {
  readonly status: Status;
  readonly failures: readonly Failure[];
  readonly reason: string | null;
  readonly notApplicable?: true;
}

/** The target's broken word is `fail`, ours is `error`, and neither is ever taken for the other. */
function outcomeOf(session: Session, facts: CheckFacts, strict: boolean, thrown: unknown): Outcome {
  const { breaches } = session;
  if (thrown instanceof ExpectationFailed) {
    const soft = breaches.length === 0 && isOptional(facts, strict);
    const failures = [thrown.failure, ...breaches];
    return { status: soft ? 'warn' : 'fail', failures, reason: null };
  }
  const lost = lossOf(session, thrown);
  if (lost) return { status: 'fail', failures: [lost, ...breaches], reason: null };
  if (breaches.length > 0) return { status: 'fail', failures: breaches, reason: null };
  if (thrown instanceof Untestable) {
    return { status: 'untestable', failures: [], reason: thrown.message };
  }
  if (thrown instanceof Withheld) return { status: 'skip', failures: [], reason: thrown.message };
  if (thrown instanceof NotApplicable) {
    const reason = `not applicable: ${thrown.message}`;
    return { status: 'skip', failures: [], reason, notApplicable: true };
  }
  if (thrown !== undefined) return { status: 'error', failures: [], reason: defectOf(thrown) };
  if (session.expectations === 0) {
    return { status: 'error', failures: [], reason: 'it expected nothing, so it proves nothing' };
  }
  return { status: 'pass', failures: [], reason: null };
}

const isOptional = (facts: CheckFacts, strict: boolean): boolean =>
  facts.level === 'MAY' || (facts.level === 'SHOULD' && !strict);

function lossOf(session: Session, thrown: unknown): Failure | undefined {
  const hung = thrown instanceof OutOfTime && session.inFlight > 0;
  if (thrown instanceof TargetLost || hung) {
    const message = `the target went away: ${thrown.message}`;
    return { kind: 'target', message };
  }
  if (!(thrown instanceof TokenRefused)) return undefined;
  return { kind: 'target', message: `the target gave no token: ${thrown.message}` };
}

function defectOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const place = /\(?(?:file:\/\/)?[^\s(]*?((?:scenarios|src)\/[^\s)]+)\)?$/m.exec(
    thrown.stack ?? '',
  );
  return `${thrown.name}: ${thrown.message}${place ? ` (${place[1] ?? ''})` : ''}`;
}

const MOST_EVIDENCE = 30;

const evidenceOf = (session: Session | undefined): readonly KeptExchange[] =>
  (session?.answers ?? []).slice(-MOST_EVIDENCE).map(({ exchange }) => exchange);

/** A failure that is about no answer in particular still shows the last one, to be repeated. */
function withExchange(failure: Failure, session: Session | undefined): Failure {
  const last = session?.answers.at(-1);
  return failure.exchange || !last ? failure : { ...failure, exchange: last.exchange };
}

function resultOf(
  job: Job,
  session: Session | undefined,
  ms: number,
  outcome: Outcome,
): CheckResult {
  const { facts } = job;
  return {
    id: facts.id,
    kind: job.kind,
    status: outcome.status,
    requirement: facts.requirement,
    level: facts.level ?? 'MUST',
    impact: facts.impact ?? 'major',
    title: facts.title,
    rule: facts.rule,
    money: facts.money ?? null,
    domain: domainOf(facts.id),
    ms: Math.round(ms * 10) / 10,
    expectations: session?.expectations ?? 0,
    exchanges: session?.answers.length ?? 0,
    failures: outcome.failures.map((failure) => withExchange(failure, session)),
    evidence: outcome.status === 'pass' ? [] : evidenceOf(session),
    reason: outcome.reason,
    ...(outcome.notApplicable && { not_applicable: true }),
  };
}
