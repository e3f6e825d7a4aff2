import type { Stage } from '../../../src/harness/scenario.js';
import { asking, cashier, RECOVERY_MS } from '../payments/cashier.js';
import type { Recipe } from './sound-requests.js';

/** The sound request, once its player stands so. */
export const standing =
  (status: 'blocked' | 'self_excluded' | 'timed_out'): Recipe =>
  async ({ platform, expect }, _op, { input }) => {
    const until = status === 'blocked' ? {} : { until: '2999-01-01T00:00:00.000Z' };
    const { player_id } = input;
    const change = { player_id, status, ...until, reason: 'Asked for by this check' };
    expect(await platform.setPlayerStatus(change)).accepted({ status });
    return { input };
  };

const CALLS_THAT_OPEN_A_CIRCUIT = 5;

/** Takes the PSP away, and asks until the platform has noticed. */
export async function pspLeaves(stage: Stage): Promise<void> {
  const { platform, expect, control } = stage;
  const others: object[] = [];
  for (let count = 0; count < CALLS_THAT_OPEN_A_CIRCUIT; count += 1) {
    others.push(asking(stage, await cashier(stage)));
  }
  await control.partners.mode('psp', 'down');
  for (const other of others) expect(await platform.createDeposit({ ...other })).accepted();
  await control.settle();
}

/** The sound request, while the circuit to the PSP is open. */
export const pspGone: Recipe = async (stage, _op, { input }) => {
  await pspLeaves(stage);
  return { input };
};

/** Brings the PSP back, and lets the platform find out. */
export async function pspReturns({ control }: Stage): Promise<void> {
  await control.partners.mode('psp', 'ok');
  await control.advance(RECOVERY_MS);
}
