import type { PlayerRef } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { Members, Recipe } from './sound-requests.js';

/** A player with money and a way to pay. */
export interface Cashier {
  readonly player: PlayerRef;
  readonly method: { readonly method_id: string };
}

/** A token nobody else has: what stands before the dot says how the PSP treats it. */
export const pspToken = ({ given }: Stage, behaviour = 'tok_ok'): string =>
  `${behaviour}.${given.id('x')}`;

/** With `verified`, the PSP was asked about the method and has answered. */
export async function cashier(
  stage: Stage,
  wanted: { readonly token?: string; readonly verified?: boolean } = {},
): Promise<Cashier> {
  const { platform, given, expect, control } = stage;
  const player = await given.player({ balance: '100.00' });
  const kept = { player_id: player.player_id, psp_token: pspToken(stage, wanted.token) };
  const method = expect(await platform.createPaymentMethod(kept)).accepted();
  if (wanted.verified) {
    const { method_id } = method;
    expect(await platform.verifyPaymentMethod({ method_id })).accepted({ status: 'verifying' });
    await control.settle();
  }
  return { player, method };
}

const moving =
  (amount: string) =>
  ({ given }: Stage, { player_id, currency }: PlayerRef, { method_id }: Cashier['method']) => ({
    player_id,
    method_id,
    amount,
    currency,
    idempotency_key: given.key(),
  });

export const depositing = moving('50.00');
export const withdrawing = moving('40.00');

/** A deposit that stays pending, because the PSP tells nothing of it. */
export async function silentDeposit(stage: Stage) {
  const { player, method } = await cashier(stage, { token: 'tok_never_answers' });
  const asked = depositing(stage, player, method);
  const payment = stage.expect(await stage.platform.createDeposit(asked)).accepted();
  return { player, payment };
}

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

/** The sound request, once the platform has noticed that its PSP is gone. */
export const pspGone: Recipe = async (stage, _op, { input }) => {
  const others: Members[] = [];
  for (let count = 0; count < CALLS_THAT_OPEN_A_CIRCUIT; count += 1) {
    const { player, method } = await cashier(stage);
    others.push(depositing(stage, player, method));
  }
  await stage.control.partners.mode('psp', 'down');
  for (const other of others) stage.expect(await stage.platform.createDeposit(other)).accepted();
  await stage.control.settle();
  return { input };
};

/** Longer than any circuit stays open. */
const RECOVERY_MS = 60_000;

export async function pspReturns({ control }: Stage): Promise<void> {
  await control.partners.mode('psp', 'ok');
  await control.advance(RECOVERY_MS);
}
