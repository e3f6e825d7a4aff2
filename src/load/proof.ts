import { addDue, effectsOf } from './effects.js';
import type { Effects } from './effects.js';
import { moneyStep } from './history.js';
import type { MoneyStep } from './history.js';
import { inParallel } from '../kernel/parallel.js';
import type { Occasion } from './occasion.js';
import { provePlayer } from './player-proof.js';
import { TargetSilent } from './proof-terms.js';
import type { Funded, ProofReads, Violation } from './proof-terms.js';
import { settlePayments } from './settlement.js';

export type { Funded, PaymentReads, ProofReads, Violation } from './proof-terms.js';

export interface ProofResult {
  readonly ok: boolean;
  /** The first of them; `violation_count` says how many there are. */
  readonly violations: readonly Violation[];
  readonly violation_count: number;
  readonly checked: {
    readonly players: number;
    readonly money_requests: number;
    readonly transactions: number;
    readonly statement_rows: number;
    readonly unknown_outcomes: number;
    readonly unknown_resolved: number;
    /** Null where the target does not offer it. */
    readonly audit_entries: number | null;
    readonly ledger_transactions: number | null;
    /** By how they stood when proven; null where none could be made. */
    readonly payments: {
      readonly completed: number;
      /** Failed or cancelled, and undone. */
      readonly undone: number;
      /** Not final within the patience of the run; their money held, or not yet credited. */
      readonly open: number;
    } | null;
    /** What the occasion's own proof looked at. */
    readonly occasion?: Readonly<Record<string, number>>;
  };
}

const SHOWN = 20;
const PARALLEL = 8;
const ATTEMPTS = 3;

/**
 * The money proof: the run's own history against the target's books. Unknown outcomes are resolved
 * by asking again under the same key, and payments are waited for; then every balance must be what
 * the acknowledged effects and the payments make it, every transaction that follows from them must
 * be in its statement exactly once and nothing else, no key may have two effects, no balance may be
 * negative, and the audit chain must hold. A target that falls silent meanwhile proves nothing: one
 * violation says so.
 */
export async function proveMoney(
  history: readonly MoneyStep[],
  players: readonly Funded[],
  reads: ProofReads,
  occasion?: Occasion,
): Promise<ProofResult> {
  try {
    return await proven(history, players, reads, occasion);
  } catch (thrown) {
    if (!(thrown instanceof TargetSilent)) throw thrown;
    return unproven(history, thrown.message);
  }
}

/** Whether there is no proof, because there was nobody left to ask. */
export const isUnproven = ({ violations }: ProofResult): boolean =>
  violations.some(({ rule }) => rule === 'SILENT');

const unproven = (history: readonly MoneyStep[], message: string): ProofResult => ({
  ok: false,
  violations: [{ rule: 'SILENT', player_id: null, message }],
  violation_count: 1,
  checked: {
    players: 0,
    money_requests: history.length,
    transactions: 0,
    statement_rows: 0,
    unknown_outcomes: openSteps(history).length,
    unknown_resolved: 0,
    audit_entries: null,
    ledger_transactions: null,
    payments: null,
  },
});

async function proven(
  history: readonly MoneyStep[],
  players: readonly Funded[],
  reads: ProofReads,
  occasion: Occasion | undefined,
): Promise<ProofResult> {
  const open = openSteps(history);
  const resolved = [...history, ...(await resolveUnknown(open, reads))];
  const currencies = new Map(players.map((player) => [player.playerId, player.currency]));
  const effects = effectsOf(resolved, (playerId) => currencies.get(playerId) ?? 'EUR');
  await settlePayments(effects, reads);
  const held = await occasion?.prove(resolved);
  for (const { playerId, effect } of held?.dues ?? []) addDue(effects, playerId, effect);
  const violations: Violation[] = [...effects.violations, ...(held?.violations ?? [])];
  const payments = { completed: 0, undone: 0, open: 0 };
  let rows = 0;
  await inParallel(players, PARALLEL, async (player) => {
    const proven = await provePlayer(player, effects, reads);
    rows += proven.rows;
    payments.completed += proven.payments.completed;
    payments.undone += proven.payments.undone;
    payments.open += proven.payments.open;
    violations.push(...proven.violations);
  });
  const chain = await chains(reads);
  violations.push(...chain.violations);
  return {
    ok: violations.length === 0,
    violations: violations.slice(0, SHOWN),
    violation_count: violations.length,
    checked: {
      players: players.length,
      money_requests: history.length,
      transactions: transactionsOf(effects),
      statement_rows: rows,
      unknown_outcomes: open.length,
      unknown_resolved: open.length - effects.unresolved,
      audit_entries: chain.auditEntries,
      ledger_transactions: chain.ledgerTransactions,
      payments: reads.payments ? payments : null,
      ...(held && { occasion: held.checked }),
    },
  };
}

const transactionsOf = (effects: Effects): number =>
  [...effects.byPlayer.values()].reduce((sum, account) => sum + account.transactions.size, 0);

/** One step per key whose outcome is unknown and that no other answer under that key explains. */
function openSteps(history: readonly MoneyStep[]): readonly MoneyStep[] {
  const known = new Set<string>();
  for (const kept of history) if (kept.conclusive) known.add(kept.step.key);
  return history.filter((kept) => {
    if (kept.outcome !== 'unknown' || known.has(kept.step.key)) return false;
    known.add(kept.step.key);
    return true;
  });
}

/** Asks again under the same keys: players in parallel, one player's steps in their order. */
async function resolveUnknown(
  open: readonly MoneyStep[],
  reads: ProofReads,
): Promise<readonly MoneyStep[]> {
  const byPlayer = new Map<string, MoneyStep[]>();
  for (const kept of open) {
    const steps = byPlayer.get(kept.playerId);
    if (steps) steps.push(kept);
    else byPlayer.set(kept.playerId, [kept]);
  }
  const answered: MoneyStep[] = [];
  await inParallel([...byPlayer.values()], PARALLEL, async (steps) => {
    for (const kept of steps) answered.push(await askAgain(kept, reads));
  });
  return answered;
}

async function askAgain(kept: MoneyStep, reads: ProofReads): Promise<MoneyStep> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await reads.repeat(kept.step);
    if (answer.outcome !== 'unknown' || attempt === ATTEMPTS) return moneyStep(kept.step, answer);
  }
}

async function chains(reads: ProofReads): Promise<{
  readonly violations: readonly Violation[];
  readonly auditEntries: number | null;
  readonly ledgerTransactions: number | null;
}> {
  const violations: Violation[] = [];
  const audit = await reads.audit();
  if (audit !== 'absent' && !audit.valid) {
    violations.push({
      rule: 'AUDIT_BROKEN',
      player_id: null,
      message: 'the audit chain does not verify',
    });
  }
  const ledger = await reads.ledger();
  if (ledger !== 'absent' && !ledger.balanced) {
    violations.push({
      rule: 'LEDGER_UNBALANCED',
      player_id: null,
      message: "the platform's books do not balance",
    });
  }
  return {
    violations,
    auditEntries: audit === 'absent' ? null : audit.entries,
    ledgerTransactions: ledger === 'absent' ? null : ledger.transactions,
  };
}
