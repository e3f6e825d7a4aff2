import type { HistoryCall } from './history.js';

const ENOUGH_CALLS = 20;
const LEAST_ACCEPTED = 0.1;
const ENOUGH_STAKES = 10;

/**
 * Why a run proves nothing although its checks passed, in words: who was never let in, never
 * funded or never did anything passes every check that wants a refusal. Only calls as the contract
 * has them count; what a check disturbed on purpose says nothing here.
 */
export function doubtsOf(history: readonly HistoryCall[]): readonly string[] {
  const calls = history.filter(
    ({ disturbed, outcome }) => !disturbed && (outcome === 'ok' || outcome === 'refused'),
  );
  return [...refusalDoubt(calls), ...stakeDoubt(calls)];
}

function refusalDoubt(calls: readonly HistoryCall[]): readonly string[] {
  if (calls.length === 0) return [];
  const accepted = calls.filter(isAccepted).length;
  if (accepted === 0) {
    return [
      `nothing was accepted, ${calls.length} calls were refused: refusals alone prove nothing`,
    ];
  }
  if (calls.length < ENOUGH_CALLS || accepted / calls.length >= LEAST_ACCEPTED) return [];
  const codes = commonest(calls.filter((call) => !isAccepted(call)));
  return [
    `only ${accepted} of ${calls.length} calls were accepted (most often refused with ${codes}): ` +
      'look at credentials, scopes and players',
  ];
}

function stakeDoubt(calls: readonly HistoryCall[]): readonly string[] {
  const stakes = calls.filter(({ operation }) => operation === 'debitRound');
  if (stakes.length < ENOUGH_STAKES || stakes.some(isAccepted)) return [];
  const codes = commonest(stakes);
  return [
    `no money moved: ${stakes.length} stakes were refused (most often with ${codes}), none was ` +
      'taken: fund the players',
  ];
}

const isAccepted = ({ outcome }: HistoryCall): boolean => outcome === 'ok';

/** The error code that came most often, or its status where it has none. */
function commonest(calls: readonly HistoryCall[]): string {
  const counts = new Map<string, number>();
  for (const { error, status } of calls) {
    const code = error ?? `HTTP ${status}`;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'nothing';
}
