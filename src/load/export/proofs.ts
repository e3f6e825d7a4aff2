import { assert } from '../../kernel/errors.js';
import type { ProofResult } from '../proof.js';

type Checked = ProofResult['checked'];

const SHOWN = 20;

/** Several proofs, at least one, of different players at one target as one. */
export function mergedProofs(proofs: readonly ProofResult[]): ProofResult {
  const violations = proofs.flatMap((proof) => proof.violations).slice(0, SHOWN);
  const count = proofs.reduce((sum, proof) => sum + proof.violation_count, 0);
  const checked = proofs.map((proof) => proof.checked);
  const sum = (figure: (of: Checked) => number): number =>
    checked.reduce((whole, of) => whole + figure(of), 0);
  const payments = checked.flatMap((of) => of.payments ?? []);
  const last = proofs.at(-1);
  assert(last, 'a history without a worker proves nothing');
  return {
    ...last,
    ok: proofs.every(({ ok }) => ok),
    violations,
    violation_count: count,
    checked: {
      ...last.checked,
      players: sum((of) => of.players),
      money_requests: sum((of) => of.money_requests),
      transactions: sum((of) => of.transactions),
      statement_rows: sum((of) => of.statement_rows),
      unknown_outcomes: sum((of) => of.unknown_outcomes),
      unknown_resolved: sum((of) => of.unknown_resolved),
      payments:
        payments.length === 0
          ? null
          : {
              completed: payments.reduce((whole, of) => whole + of.completed, 0),
              undone: payments.reduce((whole, of) => whole + of.undone, 0),
              open: payments.reduce((whole, of) => whole + of.open, 0),
            },
    },
  };
}
