import { reckonChain } from '../../src/harness/audit-chain.js';
import { invariant } from '../../src/harness/invariants.js';
import { grouped, moneyCalls, witness } from './money-calls.js';

export const inv07 = invariant({
  id: 'INV-07',
  title: 'The audit log is one unbroken chain',
  rule: 'After all that happened the exported log MUST hold, and end where verification says.',
  requirement: 'OBS-03',
  impact: 'critical',
  money: 'A log that broke during the run proves nothing of what was done in it.',
  needs: ['control'],
  async check(stage) {
    await witness(stage);
    const { platform, expect } = stage;
    const told = expect(await platform.verifyAudit()).accepted({ valid: true, broken_at: null });
    const log = await platform.exportAudit();

    expect(log).accepted();
    const { entries, head, brokenAt } = reckonChain(log.text);
    expect.that(brokenAt, 'the line at which the chain breaks').equals(null);
    expect.that(entries.length, 'the entries exported').equals(told.entries);
    expect.that(head, 'the hash of the last entry').equals(told.head);
  },
});

const OPERATION = {
  debit: 'debitRound',
  credit: 'creditRound',
  rollback: 'rollbackRound',
} as const;

export const inv11 = invariant({
  id: 'INV-11',
  title: 'Everything acknowledged is in the audit log',
  rule: 'Every acknowledged movement of money MUST have left its entry in the audit log.',
  requirement: 'OBS-03',
  impact: 'critical',
  money: 'Money that moved without an entry was moved by nobody.',
  needs: ['control'],
  async check(stage) {
    await witness(stage);
    const { platform, expect, history } = stage;
    const log = await platform.exportAudit();
    expect(log).accepted();
    const entries = grouped(
      reckonChain(log.text).entries,
      ({ player_id, operation }) => `${player_id} ${operation}`,
    );
    const moved = moneyCalls(history).filter(({ txnId }) => txnId !== null);
    const played = new Set(moved.flatMap(({ ofPlay, txnId }) => (ofPlay ? txnId : [])));
    const owed = grouped(moved, ({ playerId, type, txnId }) => {
      const operation = played.has(txnId) ? 'playRound' : OPERATION[type];
      return `${playerId} ${operation}`;
    });

    expect.that(owed.size, 'the players and operations with money moved').isAtLeast(1);
    const silent = [...owed].filter(([name, calls]) => {
      const transactions = new Set(calls.map(({ txnId }) => txnId)).size;
      return (entries.get(name)?.length ?? 0) < transactions;
    });
    const names = silent.map(([name, calls]) => `${name} (${calls[0]?.call.check})`);
    expect.that(names, 'the movements of money without an entry').isEmpty();
  },
});

export const auditInvariants = [inv07, inv11] as const;
