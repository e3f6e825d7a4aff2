import type { Context } from '../domains/context.js';
import type { PartnerAnswer, SagaKind, SagaRow } from '../domains/sagas/index.js';
import { assert } from '../kernel/errors.js';
import type { PartnerLine } from './partner-line.js';
import type { RunningPlatform } from './platform.js';
import type { DueWork } from './scheduler.js';

export interface SagaRunnerOptions {
  readonly platform: RunningPlatform;
  readonly line: PartnerLine;
  /** Every saga kind of every domain. */
  readonly kinds: Readonly<Record<string, SagaKind>>;
  /** Told before a partner is asked, after it answered and after the step was committed. */
  readonly watch?: (saga: SagaRow, moment: SagaMoment) => void;
}

export type SagaMoment = 'before_call' | 'after_call' | 'after_commit';

/** Sagas taken up at once; the others stay due. */
const WIDTH = 32;

/** Takes up due sagas: asks outside any transaction, settles the answer inside one (SAGA-02). */
export function createSagaRunner(options: SagaRunnerOptions): DueWork {
  const { platform } = options;
  const taken = new Map<string, Promise<void>>();
  const takeUp = (saga: SagaRow): void => {
    const work = perform(options, saga).finally(() => taken.delete(saga.saga_id));
    taken.set(saga.saga_id, work);
  };
  return {
    nextDueMs: () => platform.ground.parts.sagas.nextDueMs(platform.ground),
    async runDue() {
      // What others took up counts too: when it is done, more may be due.
      const before = taken.size;
      const due = platform.ground.parts.sagas
        .due(platform.ground, WIDTH + taken.size)
        .filter((saga) => !taken.has(saga.saga_id));
      due.forEach(takeUp);
      await Promise.all(taken.values());
      return due.length + before;
    },
  };
}

async function perform(options: SagaRunnerOptions, saga: SagaRow): Promise<void> {
  const { platform, line, watch } = options;
  const step = options.kinds[saga.kind]?.[saga.step];
  assert(step, `the saga ${saga.kind} has a step ${saga.step}`);
  const call = step.ask?.(platform.ground, saga);
  watch?.(saga, 'before_call');
  const answer =
    call && (await line.ask(call, { traceId: saga.trace_id, requestId: saga.request_id }));
  watch?.(saga, 'after_call');
  await platform.asSaga(saga, (ctx) => {
    if (isStale(ctx, saga)) return;
    if (answer?.outcome === 'refused') ctx.parts.sagas.defer(ctx, saga, answer.untilMs);
    else settle(ctx, options.kinds, saga, answer);
  });
  watch?.(saga, 'after_commit');
}

/** A webhook may have moved the saga on while its partner was asked: then that counts. */
function isStale(ctx: Context, saga: SagaRow): boolean {
  const now = ctx.parts.sagas.find(ctx, saga.subject);
  return now?.step !== saga.step || now.attempts !== saga.attempts || now.status !== 'running';
}

function settle(
  ctx: Context,
  kinds: Readonly<Record<string, SagaKind>>,
  saga: SagaRow,
  answer: PartnerAnswer | undefined,
): void {
  const step = kinds[saga.kind]?.[saga.step];
  assert(step, `the saga ${saga.kind} has a step ${saga.step}`);
  const next = step.settle(ctx, saga, answer);
  ctx.parts.sagas.advance(ctx, saga, next, outcomeOf(answer));
}

const outcomeOf = (answer: PartnerAnswer | undefined): string => {
  if (!answer) return 'time passed';
  return answer.outcome === 'answered' ? `answered ${answer.status}` : answer.outcome;
};
