import type { OperationSpec } from '../../../src/contract/operations.js';
import { statusOf } from '../../../src/contract/statuses.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario, Stage } from '../../../src/harness/scenario.js';
import type { ErrorCode } from '../../../src/kernel/errors.js';
import { pspReturns } from './payments.js';
import { codeOnTheWire, NOT_PROVOKED, recipeOf } from './refusals.js';
import { factsOf, operations, send, shownOf, soundRequest, succeeds } from './sound-requests.js';

/** Every status an operation declares, with the codes that travel under it. */
export interface DeclaredStatus {
  readonly op: OperationSpec;
  readonly status: number;
  /** None under a success. */
  readonly codes: readonly ErrorCode[];
}

export const declaredStatuses: readonly DeclaredStatus[] = operations.flatMap((op) =>
  op.statuses.map((status) => ({
    op,
    status,
    codes: op.errors.filter((code) => statusOf(code) === status),
  })),
);

/** Whether a status is left out by name, because all of its codes are. */
export const isLeftOut = ({ status, codes }: DeclaredStatus): boolean =>
  status >= 400 && codes.every((code) => NOT_PROVOKED[code] !== undefined);

/**
 * One check per operation and declared status, `CONTRACT-<operationId>-<status>`: the ids follow
 * from the contract, so they are as stable as its names. Each code of the status is provoked, the
 * answer judged by the contract, the player found unchanged, and then a sound request succeeds.
 */
export const statusScenarios: readonly Scenario[] = declaredStatuses
  .filter((declared) => !isLeftOut(declared))
  .map((declared) => (declared.status < 400 ? successScenario(declared.op) : refusal(declared)));

function successScenario(op: OperationSpec): Scenario {
  return scenario({
    ...factsOf(op, String(op.successStatus)),
    title: `${op.id} answers ${op.successStatus} to a sound request`,
    rule: `A sound request of ${op.id} MUST be answered ${op.successStatus} as the contract says.`,
    requirement: 'VER-03',
    impact: 'critical',
    money: 'A caller built on the contract cannot play, pay or settle when its success is another.',
    run: (stage) => succeeds(stage, op),
  });
}

function refusal({ op, status, codes }: DeclaredStatus): Scenario {
  return scenario({
    ...factsOf(op, String(status)),
    // Only a circuit that is open for everybody answers so.
    ...(status === 503 && { exclusive: true, needs: ['clock', 'partners'] as const }),
    // Where a partner is heard from is the same for everybody.
    ...(status === 403 &&
      op.signature !== null && { exclusive: true, needs: ['control', 'partners'] as const }),
    title: `${op.id} answers ${status}: ${codes.join(', ')}`,
    rule: `${op.id} MUST answer ${codes.join(', ')} with ${status}, and nothing may have happened.`,
    requirement: 'VER-03',
    money: 'A refusal a caller cannot recognise is retried or booked as a loss.',
    async run(stage) {
      for (const code of codes) {
        // An expired token takes a quarter of an hour, or a target that mints one.
        if (code === 'TOKEN_EXPIRED' && !stage.control.has('mint')) continue;
        await refuses(stage, op, code);
      }
      if (status === 503) await pspReturns(stage);
      if (!BINDS_NOTHING.has(status)) await succeeds(stage, op);
    },
  });
}

/** After these the sound request itself must still succeed, key and all (IDEM-06). */
const BINDS_NOTHING: ReadonlySet<number> = new Set([400, 401, 403, 404, 413, 415]);

async function refuses(stage: Stage, op: OperationSpec, code: ErrorCode): Promise<void> {
  const recipe = recipeOf(op, code);
  if (!recipe) throw new TypeError(`nobody has written down how ${op.id} comes to answer ${code}`);
  const sound = await soundRequest(stage, op);
  const { input, options, mend } = await recipe(stage, op, sound);
  const owner = input['player_id'] ?? sound.player?.player_id;
  const before = await shownOf(stage, owner);

  stage.expect(await send(stage, op, input, options)).refused(codeOnTheWire(op, code));
  await mend?.();
  stage.expect.that(await shownOf(stage, owner), `the player after ${code}`).equals(before);
  if (!BINDS_NOTHING.has(statusOf(code))) return;
  stage.expect(await send(stage, op, sound.input, { as: sound.as })).accepted();
}
