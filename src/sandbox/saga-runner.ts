import type { Context } from '../domains/context.js';
import { kindsDue } from '../domains/sagas/index.js';
import type { PartnerAnswer, SagaKind, SagaRow } from '../domains/sagas/index.js';
import { assert } from '../kernel/errors.js';
import { createWait } from '../kernel/parallel.js';
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

/** Sagas of one kind taken up at once; the others stay due, and keep no other kind waiting. */
const WIDTH = 32;

/** Takes up due sagas: asks outside any transaction, settles the answer inside one (SAGA-02). */
export function createSagaRunner(options: SagaRunnerOptions): DueWork {
  const { ground } = options.platform;
  const underWay = new Map<string, Promise<void>>();
  const wait = createWait(underWay);
  const lanes = new Map(Object.keys(options.kinds).map((kind) => [kind, new Set<string>()]));
  const kinds = JSON.stringify([...lanes.keys()]);
  const takeUp = (saga: SagaRow, taken: Set<string>): void => {
    const id = saga.saga_id;
    taken.add(id);
    const work = perform(options, saga).finally(() => {
      underWay.delete(id);
      taken.delete(id);
    });
    underWay.set(id, work);
    // Whoever waits hears of a failure; it is none that nobody waits for what began meanwhile.
    work.catch(() => undefined);
  };
  return {
    nextDueMs: () => ground.parts.sagas.nextDueMs(ground),
    // A step that is done wakes the platform, and so lets the next one in.
    async runDue() {
      // Most who wake the platform leave no saga behind: one look instead of one for each kind.
      for (const kind of kindsDue(ground, kinds, ground.clock.now())) {
        const taken = lanes.get(kind);
        if (!taken || taken.size >= WIDTH) continue;
        const due = ground.parts.sagas.due(ground, kind, WIDTH);
        const free = due.filter(({ saga_id: id }) => !taken.has(id)).slice(0, WIDTH - taken.size);
        for (const saga of free) takeUp(saga, taken);
      }
      return wait();
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
