import type { Phase } from './arrivals.js';
import type { Payer } from './cashier.js';
import { mixWithout } from './journeys.js';
import type { TurnKind, TurnMix } from './journeys.js';
import { openCashier } from './payers.js';
import type { LoadScenario } from './scenario.js';
import { fundPlayers } from './target.js';
import type { Target } from './target.js';
import type { Funded } from './proof.js';

/** Something of the scenario that this run does not do, and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** The turns of a run: the scenario's, but for those that cannot or shall not be played. */
export interface Turns {
  readonly players: readonly Funded[];
  readonly payers: readonly Payer[];
  readonly mix: TurnMix;
  /** Of phases with a mix of their own. */
  readonly mixes: Readonly<Record<Phase, TurnMix>>;
  readonly skipped: readonly Skipped[];
}

const CASHIER = ['deposit', 'withdraw'] as const;

/** Funds the players and opens the cashier, if any turn goes there. @throws TargetUnfit */
export async function prepareTurns(
  target: Target,
  scenario: LoadScenario,
  wanted: {
    readonly runId: string;
    readonly players: number;
    readonly without?: readonly TurnKind[];
  },
): Promise<Turns> {
  const { without = [] } = wanted;
  const mixes = Object.values(scenario.mixes ?? {});
  const visits = CASHIER.filter(
    (kind) =>
      !without.includes(kind) && [scenario.mix, ...mixes].some((mix) => (mix[kind] ?? 0) > 0),
  );
  const wishing = visits.length > 0 ? Math.min(scenario.payers, wanted.players) : 0;
  const paying = target.hasPsp ? wishing : 0;
  const players = target.foreign
    ? await target.foreign.players(wanted.players)
    : await fundPlayers(target, wanted.runId, wanted.players, paying);
  const skipped = without.map((name): Skipped => ({ name, reason: 'left out on request' }));
  if (wishing === 0) return { players, payers: [], skipped, ...mixesWithout(scenario, without) };
  const payable = players.slice(0, paying);
  const { payers, closed } = await openCashier(target, payable, scenario.pspTokens);
  if (closed === undefined) {
    return { players, payers, skipped, ...mixesWithout(scenario, without) };
  }
  const closedFor = visits.map((name): Skipped => ({ name, reason: closed }));
  const left = mixesWithout(scenario, [...without, ...visits]);
  return { players, payers, skipped: [...skipped, ...closedFor], ...left };
}

/** What each turn of play cannot do without. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  wallet: ['getWallet'],
  rollback: ['rollbackRound'],
  history: ['listTransactions'],
  login: ['launchSession', 'redeemLaunch'],
};

/** What is skipped where nobody has to log in. */
export const SESSIONS = 'sessions';

/** Without the turns that a target which is not ours has no operation, or no words, for. */
export function speakable({ foreign }: Target, turns: Turns): Turns {
  if (!foreign) return turns;
  const skipped: readonly Skipped[] = foreign.house.sessions
    ? []
    : [{ name: SESSIONS, reason: 'the target has no launchSession, redeemLaunch' }];
  let left: Turns = { ...turns, skipped: [...turns.skipped, ...skipped] };
  for (const [kind, needed] of Object.entries(NEEDS)) {
    const lacked = needed.filter((operation) => !foreign.operations.has(operation));
    if (lacked.length === 0) continue;
    const reason = `the target has no ${lacked.join(', ')}`;
    left = withoutTurns(left, [kind as TurnKind], reason);
  }
  return left;
}

/** The same without these; those that there were are skipped by name. */
export function withoutTurns(turns: Turns, kinds: readonly TurnKind[], reason: string): Turns {
  const mixes = [turns.mix, ...Object.values(turns.mixes)];
  const lost = kinds.filter((kind) => mixes.some((mix) => (mix[kind] ?? 0) > 0));
  return {
    ...turns,
    ...mixesWithout(turns, kinds),
    skipped: [...turns.skipped, ...lost.map((name): Skipped => ({ name, reason }))],
  };
}

const mixesWithout = (
  { mix, mixes = {} }: Pick<LoadScenario, 'mix' | 'mixes'>,
  kinds: readonly TurnKind[],
): Pick<Turns, 'mix' | 'mixes'> => ({
  mix: mixWithout(mix, kinds),
  mixes: Object.fromEntries(
    Object.entries(mixes).map(([phase, other]) => [phase, mixWithout(other, kinds)]),
  ),
});
