import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAmount } from '../kernel/money.js';
import { moneyStep } from './history.js';
import type { MoneyStep } from './history.js';
import { proveMoney } from './proof.js';
import type { Funded, ProofReads, ProofResult } from './proof.js';

const ROUNDS = 100_000;
const PLAYERS = 100;
const FUNDED_MINOR = 100_000_000;
const STAKE_MINOR = 100;
const WIN_MINOR = 320;

type Row = Record<string, unknown>;

interface Books {
  readonly rows: Row[];
  balanceMinor: number;
}

const players = Array.from({ length: PLAYERS }, (_, at): Funded => ({
  playerId: `p${at}`,
  currency: 'EUR',
  fundedMinor: FUNDED_MINOR,
}));

const money = (minor: number): string => formatAmount(minor, 'EUR');

interface Scale {
  prove(): Promise<ProofResult>;
  /** Takes the win of this round out of the books, which was acknowledged. */
  lose(round: number): void;
  /** Books it twice. */
  double(round: number): void;
}

const playerOf = (round: number): string => `p${round % PLAYERS}`;
const wonMinorOf = (round: number): number => (round % 10 < 3 ? WIN_MINOR : 0);

/** A hundred thousand rounds at a wallet kept by hand, each acknowledged, three in ten won. */
function stage(): Scale {
  const books = new Map(
    players.map(({ playerId }): [string, Books] => [
      playerId,
      { rows: [], balanceMinor: FUNDED_MINOR },
    ]),
  );
  const booksOf = (round: number): Books => {
    const kept = books.get(playerOf(round));
    assert.ok(kept);
    return kept;
  };
  const history: MoneyStep[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const won = wonMinorOf(round);
    post(booksOf(round), `t_d${round}`, 'debit', STAKE_MINOR);
    history.push(acknowledged('debitRound', round, { amount: money(STAKE_MINOR) }));
    post(booksOf(round), `t_c${round}`, 'credit', won);
    const win = { win_amount: money(won), txn_ref: `t_d${round}` };
    history.push(acknowledged('creditRound', round, win));
  }
  return {
    prove: () => proveMoney(history, players, readsOf(books)),
    lose: (round) => {
      const kept = booksOf(round);
      const at = kept.rows.findIndex(({ txn_id: id }) => id === `t_c${round}`);
      kept.rows.splice(at, 1);
      kept.balanceMinor -= wonMinorOf(round);
    },
    double: (round) => post(booksOf(round), `t_c${round}`, 'credit', wonMinorOf(round)),
  };
}

function post(books: Books, txnId: string, type: 'debit' | 'credit', minor: number): void {
  books.balanceMinor += type === 'debit' ? -minor : minor;
  const after = { balance_after: money(books.balanceMinor) };
  books.rows.push({ txn_id: txnId, type, status: 'committed', amount: money(minor), ...after });
}

function acknowledged(
  operation: 'debitRound' | 'creditRound',
  round: number,
  input: Row,
): MoneyStep {
  const key = `${operation[0]}${round}`;
  const step = { operation, key, input: { player_id: playerOf(round), ...input } };
  const body = { txn_id: `t_${key}`, status: 'committed' };
  return moneyStep(step, { outcome: 'ok', status: 200, body });
}

const readsOf = (books: ReadonlyMap<string, Books>): ProofReads => ({
  repeat: async () => assert.fail('every outcome is known'),
  wallet: async (playerId) => ({ cash: money(books.get(playerId)?.balanceMinor ?? 0) }),
  statement: async (playerId) => books.get(playerId)?.rows,
  audit: async () => 'absent',
  ledger: async () => 'absent',
});

const rules = ({ violations }: ProofResult): readonly string[] =>
  violations.map(({ rule, player_id: playerId }) => `${rule} ${playerId}`).sort();

test('of a hundred thousand rounds each is proven, and one lost win is noticed', async () => {
  const scale = stage();
  const sound = await scale.prove();
  assert.deepEqual(sound.violations, []);
  assert.equal(sound.checked.transactions, 2 * ROUNDS);
  assert.equal(sound.checked.statement_rows, 2 * ROUNDS);

  scale.lose(61_801);
  const proof = await scale.prove();
  assert.equal(proof.ok, false);
  assert.deepEqual(rules(proof), ['BALANCE_WRONG p1', 'TXN_MISSING p1']);
  assert.match(proof.violations.map(({ message }) => message).join(), /credit:t_c61801/);
});

test('of a hundred thousand rounds one lost without a win, and one win paid twice, are noticed', async () => {
  const scale = stage();
  scale.lose(61_809);
  scale.double(31_410);
  assert.deepEqual(rules(await scale.prove()), [
    'BALANCE_WRONG p10',
    'TXN_MISSING p9',
    'TXN_TWICE p10',
  ]);
});
