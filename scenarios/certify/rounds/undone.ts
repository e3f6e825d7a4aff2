import type { Answer } from '../../../src/harness/answer.js';
import type { Stage } from '../../../src/harness/scenario.js';

type Asking = Pick<Stage, 'expect' | 'dialect'>;

/** The answer to the rollback of a bet that never arrived; what the wallet holds is read apart. */
export function expectVoided({ expect, dialect }: Asking, back: Answer, balance?: string): void {
  const nothing = { txn_id: null, status: 'voided', ...(balance !== undefined && { balance }) };
  dialect.on('rollback_unknown', {
    ok: () => void expect(back).accepted(nothing),
    error: () => expect(back).refused(['TXN_NOT_FOUND', 'ROUND_NOT_FOUND']),
    parked: () => void (back.outcome === 'ok' || expect(back).refused('PARKED')),
  });
}

/**
 * The answer to a bet that arrives after its own rollback. Where it is taken all the same, a
 * further rollback must return it: afterwards the player is not charged, in any dialect.
 */
export async function expectLate(stage: Stage, late: Answer<unknown>): Promise<void> {
  const { platform, given, expect, dialect } = stage;
  await dialect.on('late_debit', {
    refused: () => Promise.resolve(expect(late).refused('DEBIT_VOIDED')),
    ignored: () => Promise.resolve(void expect(late).accepted()),
    accepted: async () => {
      expect(late).accepted();
      expect(await platform.rollbackRound(given.rollbackOf(late))).accepted();
    },
  });
}

/** The answer to a second rollback of one stake, under a new key. */
export function expectAgain(
  { expect, dialect }: Asking,
  again: Answer<{ txn_id: string | null }>,
  first: { txn_id?: unknown },
  balance: string,
): void {
  const { txn_id } = dialect.isForeign ? {} : first;
  dialect.on('repeated_rollback', {
    original: () => void expect(again).accepted({ txn_id, status: 'rolled_back', balance }),
    refused: () => expect(again).refused('TXN_ROLLED_BACK'),
  });
}

/**
 * The answer to a rollback of what may not be rolled back. A foreign wallet that looks among the
 * bets of the player alone takes it for one that never arrived.
 */
export function expectNotRolledBack({ expect, dialect }: Asking, back: Answer, code: string): void {
  const isVoided = dialect.isForeign && dialect.knobs.rollback_unknown === 'ok';
  if (isVoided && back.outcome === 'ok') expect(back).accepted();
  else expect(back).refused(dialect.knobs.rollback_unknown === 'parked' ? [code, 'PARKED'] : code);
}

/**
 * A bet and its rollback went out together. Whichever came first: after one more rollback a
 * foreign wallet holds what it held before.
 */
export async function expectUndone(
  { platform, given, expect }: Stage,
  debit: Parameters<Stage['given']['rollbackOf']>[0],
  bets: readonly Answer[],
  backs: readonly Answer[],
): Promise<void> {
  for (const bet of bets) {
    if (bet.outcome !== 'ok') expect(bet).refused(['DEBIT_VOIDED', 'TXN_ROLLED_BACK']);
  }
  for (const back of backs) {
    if (back.outcome !== 'ok') expect(back).refused(['TXN_NOT_FOUND', 'ROUND_NOT_FOUND', 'PARKED']);
  }
  await platform.rollbackRound(given.rollbackOf(debit));
}
