import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { scenarios } from '../../../scenarios/certify/index.js';
import { invariants } from '../../../scenarios/invariants/index.js';
import { certify } from '../certify.js';
import type { CertifyResult } from '../certify.js';
import type { Target } from '../target.js';
import { KNOBS, REFERENCE_KNOBS } from './knobs.js';
import type { KnobName, Knobs } from './knobs.js';
import type { TargetMap } from './map.js';
import { dialectWallet, serveWallet } from './stage.js';

const receipt = { txn_id: 'id', balance: 'balance' };
const MAP: TargetMap = {
  money: { format: 'micro-int' },
  ok: '$not($exists(word))',
  error: 'word',
  errors: {
    KEY: ['TOKEN_MISSING', 'TOKEN_INVALID'],
    PLAYER: 'PLAYER_NOT_FOUND',
    AMOUNT: 'VALIDATION_ERROR',
    CURRENCY: 'CURRENCY_MISMATCH',
    VOIDED: 'DEBIT_VOIDED',
    CLOSED: 'ROUND_CLOSED',
    FUNDS: 'INSUFFICIENT_FUNDS',
    UNKNOWN: ['TXN_NOT_FOUND', 'ROUND_NOT_FOUND', 'TXN_NOT_OF_PLAYER'],
    UNDONE: 'TXN_ROLLED_BACK',
    SETTLED: 'ROUND_SETTLED',
    MISMATCH: 'AMOUNT_MISMATCH',
    CONFLICT: 'IDEMPOTENCY_CONFLICT',
    DUPLICATE: 'DUPLICATE',
    WAITS: 'PARKED',
  },
  operations: {
    getWallet: {
      method: 'POST',
      path: '/wallet',
      request: '{ "player": player_id }',
      response: { cash: 'balance' },
    },
    debitRound: {
      method: 'POST',
      path: '/bet',
      request:
        '{ "player": player_id, "round": round_id, "id": idempotency_key, "amount": amount, "currency": currency }',
      response: receipt,
    },
    creditRound: {
      method: 'POST',
      path: '/win',
      request:
        '{ "player": player_id, "round": round_id, "id": idempotency_key, "of": debit_key, "amount": win_amount, "end": final }',
      response: receipt,
    },
    rollbackRound: {
      method: 'POST',
      path: '/undo',
      request:
        '{ "player": player_id, "id": idempotency_key, "of": debit_key, "amount": $exists(amount) ? amount : stake_amount }',
      response: receipt,
    },
  },
};

const PLAYERS = Array.from({ length: 12 }, (_, nth) => `p${nth}`);

/** A wallet that answers one way, and a target file that says the same, or something else. */
async function stage(
  t: TestContext,
  own: Partial<Knobs>,
  declared: Partial<Knobs> = own,
  selection: { only?: readonly string[]; skip?: readonly string[] } = {},
): Promise<CertifyResult> {
  const truth = { ...REFERENCE_KNOBS, ...own };
  const { url, server } = await serveWallet(dialectWallet(truth, PLAYERS), truth);
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const target: Target = {
    name: 'dialect',
    baseUrl: url,
    profile: 'wallet-core',
    wire: {
      map: MAP,
      knobs: { ...REFERENCE_KNOBS, ...declared },
      credentials: { type: 'bearer', token: 'sesame', header: 'x-key', prefix: '' },
      players: PLAYERS.map((id) => ({ player_id: id, currency: 'EUR', status: 'active' })),
      currency: 'EUR',
      ids: { format: 'text' },
      limits: { settleMs: 0 },
      secrets: [],
    },
  };
  return certify({
    target,
    scenarios,
    invariants,
    seed: JSON.stringify(own),
    concurrency: 12,
    ...selection,
  });
}

const wrong = ({ checks }: CertifyResult): readonly string[] =>
  checks
    .filter(({ status }) => status !== 'pass' && status !== 'skip')
    .map(({ id, failures, reason }) => `${id} ${failures[0]?.message ?? reason}`);

test('a wallet that answers as the reference contract does passes', async (t) => {
  const result = await stage(t, {});
  assert.deepEqual([wrong(result), result.verdict], [[], 'conformant']);
});

/** Hundreds of calls, and nothing of the dialect in them that others do not show. */
const MANY_CALLS = ['IDEMPOTENCY-29', 'CONCURRENCY-02'];

/** A check for each knob that must notice when a wallet answers otherwise than it says. */
const WITNESSES: Readonly<Record<KnobName, string>> = {
  rollback_unknown: 'ROUNDS-07',
  late_debit: 'ROUNDS-07',
  identical_duplicate: 'IDEMPOTENCY-01',
  replay_balance: 'IDEMPOTENCY-05',
  repeated_rollback: 'ROUNDS-20',
  refused_repeat: 'IDEMPOTENCY-06',
  id_scope: 'IDEMPOTENCY-19',
  id_space: 'IDEMPOTENCY-21',
  finer_amounts: 'IDEMPOTENCY-26',
  win_without_bet: 'ROUNDS-24',
  after_close: 'ROUNDS-27',
  cancel_after_settle: 'ROUNDS-25',
  rollback_target: 'ROUNDS-30',
  rollback_amount: 'ROUNDS-31',
  zero_win: 'ROUNDS-04',
  zero_bet: 'AMOUNTS-08',
  several_bets: 'ROUNDS-08',
  several_wins: 'ROUNDS-06',
  business_http: 'ROUNDS-15',
};

for (const [name, witness] of Object.entries(WITNESSES) as [KnobName, string][]) {
  for (const { value } of KNOBS[name].values.slice(1)) {
    test(`a wallet that says ${name}: ${value} and does so passes`, async (t) => {
      const result = await stage(t, { [name]: value }, { [name]: value }, { skip: MANY_CALLS });
      assert.deepEqual([wrong(result), result.verdict], [[], 'partial']);
    });

    test(`a wallet that does ${name}: ${value} and does not say so fails`, async (t) => {
      const result = await stage(t, { [name]: value }, {}, { only: [witness] });
      assert.deepEqual([result.checks[0]?.status, result.verdict], ['fail', 'non-conformant']);
    });
  }
}
