import { isStake } from './dialect/memory.js';
import type { HistoryCall } from './history.js';

const ENOUGH_CALLS = 10;
const MOST_TURNED_AWAY = 0.9;
/** Not let in, or nothing there to ask for; a refusal by a rule is what many checks want. */
const AT_THE_DOOR: readonly number[] = [401, 403, 404, 405, 429];

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
  if (calls.length < ENOUGH_CALLS) return [];
  if (!calls.some(isAccepted)) {
    const refused = `all ${calls.length} calls were refused, most often with ${commonest(calls)}`;
    return [`nothing was accepted: ${refused}; refusals alone prove nothing`];
  }
  const away = calls.filter(({ status }) => AT_THE_DOOR.includes(status));
  if (away.length / calls.length <= MOST_TURNED_AWAY) return [];
  return [
    `${away.length} of ${calls.length} calls were turned away, most often with ` +
      `${commonest(away)}: look at credentials, scopes and players`,
  ];
}

function stakeDoubt(calls: readonly HistoryCall[]): readonly string[] {
  const stakes = calls.filter(({ operation }) => isStake(operation));
  if (stakes.length < ENOUGH_CALLS || stakes.some(isAccepted)) return [];
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
