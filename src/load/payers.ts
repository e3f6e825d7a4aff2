import { setTimeout as pause } from 'node:timers/promises';
import type { Payer } from './cashier.js';
import { inParallel } from '../kernel/parallel.js';
import type { Funded } from './proof.js';
import type { StepAnswer } from './steps.js';
import { TargetUnfit } from './target.js';
import type { Target } from './target.js';

/** Who can pay in and be paid out; or why nobody can on this target. */
export type Cashier =
  | { readonly payers: readonly Payer[]; readonly closed?: undefined }
  | { readonly payers: readonly []; readonly closed: string };

const WIDTH = 8;
const PAUSE_MS = 50;
const VERIFIED_WITHIN_MS = 20_000;

/**
 * Gives each of these players a payment method of their own, verified before the run begins.
 * @throws TargetUnfit when a target that takes payments does not verify them
 */
export async function openCashier(
  target: Target,
  players: readonly Funded[],
  pspTokens: readonly string[] = ['tok_ok'],
): Promise<Cashier> {
  if (!target.hasPsp) return { payers: [], closed: 'the target has no payment provider' };
  const [first] = players;
  if (!first) return { payers: [], closed: 'the run has no players to pay' };
  const tokens = new Map(
    players.map((player, at) => [player, pspTokens[at % pspTokens.length] ?? 'tok_ok']),
  );
  const keep = (player: Funded): Promise<StepAnswer> =>
    keepMethod(target, player, tokens.get(player) ?? 'tok_ok');
  const tried = await keep(first);
  if (tried.status === 404 && tried.body['error'] === 'ROUTE_NOT_FOUND') {
    return { payers: [], closed: 'the target has no createPaymentMethod' };
  }
  const payers: Payer[] = [];
  const untilMs = performance.now() + VERIFIED_WITHIN_MS;
  await inParallel(players, WIDTH, async (player) => {
    const kept = player === first ? tried : await keep(player);
    const methodId = String(accepted('createPaymentMethod', kept)['method_id']);
    accepted('verifyPaymentMethod', await verify(target, methodId));
    payers.push({ ...player, methodId, awaited: [] });
  });
  await inParallel(payers, WIDTH, (payer) => verified(target, payer, untilMs));
  // In the order of the players, so that the same seed sends the same ones.
  const order = new Map(players.map(({ playerId }, at) => [playerId, at]));
  const place = ({ playerId }: Payer): number => order.get(playerId) ?? 0;
  return { payers: payers.sort((a, b) => place(a) - place(b)) };
}

/** The token says how the PSP of the sandbox fares with it; each player has one of their own. */
const keepMethod = (target: Target, { playerId }: Funded, token: string): Promise<StepAnswer> =>
  target.call('createPaymentMethod', { player_id: playerId, psp_token: `${token}.${playerId}` });

const verify = (target: Target, methodId: string): Promise<StepAnswer> =>
  target.call('verifyPaymentMethod', { method_id: methodId });

async function verified(target: Target, payer: Payer, untilMs: number): Promise<void> {
  for (;;) {
    const listed = await target.call('listPaymentMethods', { player_id: payer.playerId });
    const items = accepted('listPaymentMethods', listed)['items'];
    const methods = (Array.isArray(items) ? items : []) as Readonly<Record<string, unknown>>[];
    const status = methods.find(({ method_id: id }) => id === payer.methodId)?.['status'];
    if (status === 'verified') return;
    if (status === 'failed' || performance.now() > untilMs) {
      throw new TargetUnfit(`the payment method ${payer.methodId} was not verified in time`);
    }
    await pause(PAUSE_MS);
  }
}

function accepted(operation: string, answer: StepAnswer): StepAnswer['body'] {
  if (answer.outcome === 'ok') return answer.body;
  throw new TargetUnfit(`${operation} answered HTTP ${answer.status}`);
}
