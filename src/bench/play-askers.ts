import type { WireRequest } from '../client/index.js';
import type { Asker } from './generator.js';
import type { Served } from './server-child.js';

/** What both sides of the comparison are sent at a time. */
export const BODY_BYTES = 172;

/** What everybody plays. */
export const GAME = 'book_of_stakes';
let runs = 0;

/** A prefix no earlier round has used: what is measured must not be a replay. */
const freshPrefix = (): string => `${(runs += 1)}`;

/** A debit of 1.00; padded in a member that the operation keeps to itself. */
export function debitBody(player: string, round: string, bytes = 0): string {
  const text = (note: string): string =>
    JSON.stringify({
      player_id: player,
      round_id: `r-${round}`,
      amount: '1.00',
      currency: 'EUR',
      idempotency_key: `d-${round}`,
      meta: { game_id: GAME, note },
    });
  return text('.'.repeat(Math.max(0, bytes - text('').length)));
}

function post(path: string, token: string, body: string): WireRequest {
  const headers = {
    'content-type': 'application/json',
    ...(token !== '' && { authorization: `Bearer ${token}` }),
  };
  return { method: 'POST', path, headers, body };
}

/** A connection that debits and then credits what it has debited, round after round. */
export function playAskers({ token, players }: Served): readonly Asker[] {
  const prefix = freshPrefix();
  return players.map((player, seat) => {
    let turn = 0;
    let owes = false;
    return (previous) => {
      const round = `${prefix}-${seat}-${turn}`;
      owes = !owes;
      if (owes) return post('/v1/games/rounds/debit', token, debitBody(player, round, BODY_BYTES));
      turn += 1;
      const { txn_id: txnRef } = JSON.parse(previous) as { txn_id: string };
      const credit = {
        player_id: player,
        round_id: `r-${round}`,
        win_amount: '0.96',
        txn_ref: txnRef,
        idempotency_key: `c-${round}`,
      };
      return post('/v1/games/rounds/credit', token, JSON.stringify(credit));
    };
  });
}

/** A connection that only debits. */
export function debitAskers({ token, players }: Served): readonly Asker[] {
  const prefix = freshPrefix();
  return players.map((player, seat) => {
    let turn = 0;
    return () => {
      turn += 1;
      return post(
        '/v1/games/rounds/debit',
        token,
        debitBody(player, `${prefix}-${seat}-${turn}`, BODY_BYTES),
      );
    };
  });
}

/** A connection that sends the echo one debit's body over and over. */
export function echoAskers(connections: number): readonly Asker[] {
  const request = post('/echo', '', debitBody('p_bench_0000', '1-0-0', BODY_BYTES));
  return Array.from({ length: connections }, () => () => request);
}
