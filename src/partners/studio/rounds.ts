import { derivedId } from '../../kernel/ids.js';
import { formatAmount } from '../../kernel/money.js';
import type { Clock } from '../../kernel/time.js';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/time.js';
import type { Bet } from './bets.js';
import { wireBet } from './bets.js';
import type { CallKind, StudioRound, StudioSession, StudioState } from './book.js';
import { mathematics } from './mathematics.js';
import type { GameMath } from './mathematics.js';
import { outcomeOf, winOf } from './outcomes.js';

/** After each attempt that was not answered; from the last on for ever: what is owed is paid. */
const RETRY_MS: readonly number[] = [
  SECOND_MS,
  2 * SECOND_MS,
  5 * SECOND_MS,
  15 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  HOUR_MS,
];

/** Until free spins that nobody plays are played by themselves: every round ends. */
export const FINISH_MS = 10 * MINUTE_MS;

export const retryMs = (attempts: number): number =>
  RETRY_MS[Math.min(attempts, RETRY_MS.length) - 1] ?? SECOND_MS;

export const mathOf = (gameId: string): GameMath | undefined => {
  const all = mathematics();
  return Object.hasOwn(all, gameId) ? all[gameId] : undefined;
};

export interface NewRound {
  readonly session: StudioSession;
  readonly bet: Bet;
  readonly hash: string;
  readonly seed: string;
  readonly request_id: string | null;
  readonly traceparent: string | null;
}

/** Writes the round down, stake and all, before anything is sent. */
export function writeRound(state: StudioState, wanted: NewRound): StudioRound {
  const { session, bet, hash, seed, request_id, traceparent } = wanted;
  const roundId = derivedId(seed, 'gr', session.session, String(session.round_ids.length));
  session.round_ids.push(roundId);
  const round: StudioRound = {
    round_id: roundId,
    session: session.session,
    player_id: session.player_id,
    game_id: session.game_id,
    currency: session.currency,
    server_seed_hash: hash,
    client_seed: session.client_seed,
    nonce: session.nonce,
    bet: wireBet(bet),
    stake: bet.stake,
    status: 'staking',
    refusal: null,
    txn_id: null,
    parts: [],
    shown: 0,
    jackpot_wins: [],
    calls: [],
    attempts: 0,
    due_at: null,
    request_id,
    traceparent,
  };
  plan(round, 'debit', '/v1/games/rounds/debit', `d.${roundId}`, {
    amount: formatAmount(bet.stake, session.currency),
    currency: session.currency,
    session_id: session.session_id,
    meta: { game_id: session.game_id },
  });
  state.book.rounds[roundId] = round;
  state.book.open[roundId] = true;
  return round;
}

/** The bytes of a call are fixed here: whatever happens, a repeat is this again. */
function plan(
  round: StudioRound,
  kind: CallKind,
  path: string,
  key: string,
  members: Readonly<Record<string, unknown>>,
): void {
  const { player_id, round_id } = round;
  const named = kind === 'report' ? { player_id } : { player_id, round_id };
  round.calls.push({
    kind,
    path,
    key,
    body: JSON.stringify({ ...named, ...members }),
    sent: false,
  });
}

export function planRollback(round: StudioRound): void {
  round.status = 'rolling_back';
  plan(round, 'rollback', '/v1/games/rounds/rollback', `b.${round.round_id}`, {
    debit_key: `d.${round.round_id}`,
    reason: 'The debit was not answered',
  });
}

/** Shows the next part, and pays it; the last one ends the round, with a win or without (P8). */
export function showNext(round: StudioRound, clock: Clock): void {
  const part = round.parts[round.shown];
  if (!part) return;
  round.shown += 1;
  const final = round.shown === round.parts.length;
  if (final || part.win > 0) {
    plan(round, 'credit', '/v1/games/rounds/credit', `c.${round.round_id}.${round.shown}`, {
      win_amount: formatAmount(part.win, round.currency),
      currency: round.currency,
      txn_ref: round.txn_id,
      final,
    });
  }
  if (final) planReport(round);
  else round.due_at = clock.now() + FINISH_MS;
}

/** What a report says of the round; with the seed once it is revealed. */
export function planReport(round: StudioRound, serverSeed?: string): void {
  const key = serverSeed === undefined ? `p.${round.round_id}` : `v.${round.round_id}`;
  plan(round, 'report', `/v1/games/rounds/${round.round_id}/report`, key, {
    game_id: round.game_id,
    server_seed_hash: round.server_seed_hash,
    client_seed: round.client_seed,
    nonce: round.nonce,
    bet: round.bet,
    outcome: shownOutcome(round),
    win: formatAmount(winOf(round.parts), round.currency),
    ...(serverSeed !== undefined && { server_seed: serverSeed }),
  });
}

/** What the player has seen: of free spins not yet played nothing is told. */
export function shownOutcome(round: StudioRound): Readonly<Record<string, unknown>> | null {
  const math = mathOf(round.game_id);
  if (!math || round.shown === 0) return null;
  return outcomeOf(math, round.parts.slice(0, round.shown));
}

export const hasFreeSpins = (round: StudioRound): boolean =>
  round.status === 'playing' && round.shown > 0 && round.shown < round.parts.length;

export const isUnderWay = (round: StudioRound): boolean =>
  round.calls.length > 0 || hasFreeSpins(round);
