import { formatAmount, parseAmount } from '../kernel/money.js';
import { sha256Hex } from '../kernel/ids.js';
import { amountOf } from './history.js';
import type { JackpotWin, MoneyStep } from './history.js';
import type { JackpotPlan } from './jackpot.js';
import type { OccasionProof } from './occasion.js';
import { pages } from './proof-reads.js';
import type { Violation } from './proof-terms.js';
import type { Target } from './target.js';

type Row = Readonly<Record<string, unknown>>;
type Report = (rule: Violation['rule'], message: string, playerId?: string) => void;

interface Filled {
  readonly target: Pick<Target, 'call'>;
  readonly jackpotId: string;
  readonly plan: JackpotPlan;
  readonly gameId: string;
  /** The commitments that were seen while the pots ran, by the pots' numbers. */
  readonly shown: ReadonlyMap<unknown, unknown>;
}

const CURRENCY = 'EUR';

/**
 * PROMO-03: what the stakes contributed is summed up from the history, to the last fraction; pot =
 * seed + contributions − payouts; each pot was won once, by a stake that was told so, and nobody
 * was told of a win that is no hit.
 */
export async function proveJackpot(
  filled: Filled,
  history: readonly MoneyStep[],
): Promise<OccasionProof> {
  const { target, jackpotId } = filled;
  const violations: Violation[] = [];
  const report: Report = (rule, message, playerId) =>
    void violations.push({ rule, player_id: playerId ?? null, message });
  const told = await target.call('getJackpot', { jackpot_id: jackpotId });
  const hits = await pages(target, 'listJackpotHits', { jackpot_id: jackpotId });
  if (told.outcome !== 'ok' || !hits) {
    report('UNREADABLE', 'the jackpot or its hits could not be read');
    return { violations, dues: [], checked: {} };
  }
  const stakes = stakesOf(filled, history);
  checkSums(filled, told.body, stakes, hits, report);
  checkWinners(stakes, hits, report);
  checkPots(filled, stakes, hits, report);
  return {
    violations,
    dues: [],
    checked: { jackpot_stakes: stakes.size, jackpot_hits: hits.length },
  };
}

/** Decimals of any length as whole parts, eighteen places: more than any share of a stake takes. */
const PLACES = 18;

function exact(told: unknown): bigint | undefined {
  const [, whole, part = ''] = /^([0-9]+)(?:\.([0-9]{1,18}))?$/.exec(String(told)) ?? [];
  return whole === undefined ? undefined : BigInt(whole + part.padEnd(PLACES, '0'));
}

const exactText = (parts: bigint): string => {
  const digits = String(parts).padStart(PLACES + 1, '0');
  return `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES).replace(/0+$/, '') || '0'}`;
};

interface Stake {
  readonly playerId: string;
  readonly minor: number;
  readonly wins: readonly JackpotWin[];
}

/** Every stake on the linked game that was acknowledged and not taken back, by its transaction. */
function stakesOf(
  { jackpotId, gameId }: Filled,
  history: readonly MoneyStep[],
): ReadonlyMap<string, Stake> {
  const stakes = new Map<string, Stake>();
  const returned = new Set<unknown>();
  for (const { step, playerId, outcome, txnId, wins, status } of history) {
    if (step.operation === 'rollbackRound' && outcome === 'ok') {
      returned.add(step.input['txn_ref'] ?? step.input['debit_key']);
    }
    const { game_id: game } = (step.input['meta'] ?? {}) as Row;
    const taken = step.operation === 'debitRound' && outcome === 'ok' && game === gameId;
    if (!taken || txnId === null || status === 'rolled_back') continue;
    if (returned.has(step.key)) continue;
    const own = wins.filter((win) => win.jackpotId === jackpotId);
    stakes.set(txnId, { playerId, minor: amountOf(step, CURRENCY), wins: own });
  }
  for (const txnId of returned) stakes.delete(String(txnId));
  return stakes;
}

function checkSums(
  { plan }: Filled,
  told: Row,
  stakes: ReadonlyMap<string, Stake>,
  hits: readonly Row[],
  report: Report,
): void {
  const of = (name: string): bigint => exact(told[name]) ?? -1n;
  const [pot, seeded, contributions, payouts] = [
    of('pot') + of('overflow') + of('fraction'),
    of('seeded'),
    of('contributions'),
    of('payouts'),
  ];
  if (pot !== seeded + contributions - payouts) {
    const equation = ['seeded', 'contributions', 'payouts'].map((name) => String(told[name]));
    report('POT_UNBALANCED', `${exactText(pot)} lies in it, of ${equation.join(', ')}`);
  }
  const share = exact(plan.contribution) ?? 0n;
  let staked = 0n;
  for (const { minor } of stakes.values()) staked += BigInt(minor);
  const expected = (staked * share) / 10n ** BigInt(minorPlaces());
  if (contributions !== expected) {
    const said = `it says ${String(told['contributions'])}`;
    report('POT_UNBALANCED', `the stakes contributed ${exactText(expected)}, ${said}`);
  }
  const seed = exact(plan.seed) ?? 0n;
  if (seeded !== seed * BigInt(hits.length + 1)) {
    report(
      'POT_UNBALANCED',
      `${hits.length + 1} pots of seed ${plan.seed}, it says ${String(told['seeded'])}`,
    );
  }
  const won = hits.reduce((sum, { amount }) => sum + (exact(amount) ?? 0n), 0n);
  if (payouts !== won || told['hits'] !== hits.length) {
    report(
      'POT_UNBALANCED',
      `hits sum up to ${exactText(won)}, it says ${String(told['payouts'])}`,
    );
  }
}

/** A minor unit in places of the currency. */
const minorPlaces = (): number => formatAmount(1, CURRENCY).split('.')[1]?.length ?? 0;

/** One winner per pot: who was told of a win, and who is in the list of hits, are the same. */
function checkWinners(
  stakes: ReadonlyMap<string, Stake>,
  hits: readonly Row[],
  report: Report,
): void {
  const unheard = new Map(hits.map((hit) => [String(hit['hit_id']), hit]));
  const numbers = new Set(hits.map(({ number }) => number));
  if (unheard.size !== hits.length || numbers.size !== hits.length) {
    report('HIT_WRONG', `${hits.length} hits, ${unheard.size} ids, ${numbers.size} pots`);
  }
  for (const [txnId, { playerId, wins }] of stakes) {
    for (const win of wins) {
      const hit = unheard.get(win.hitId);
      const same =
        hit?.['player_id'] === playerId &&
        hit['txn_ref'] === txnId &&
        hit['txn_id'] === win.txnId &&
        hit['amount'] === win.amount;
      if (!same)
        report('HIT_WRONG', `${txnId} was told of ${win.hitId}, which is not so`, playerId);
      unheard.delete(win.hitId);
    }
  }
  for (const [hitId, hit] of unheard) {
    report('HIT_WRONG', `${hitId} was told to nobody`, String(hit['player_id']));
  }
}

/** Each pot dropped at its point, neither later nor for more, and left the seed of the next. */
function checkPots(
  { plan, shown }: Filled,
  stakes: ReadonlyMap<string, Stake>,
  hits: readonly Row[],
  report: Report,
): void {
  for (const hit of hits) {
    const { jackpot_id: id, number, proof, amount, txn_ref: txnRef } = hit;
    const wrong = (what: string): void => report('HIT_WRONG', `pot ${String(number)}: ${what}`);
    const after = minorOf(hit['pot_before']) - minorOf(amount) + minorOf(plan.seed);
    if (minorOf(hit['pot_after']) !== after) wrong(`${money(after)} should be left`);
    const { drop_point: point, salt, commitment } = (proof ?? {}) as Row;
    if (point !== amount) wrong(`it paid ${String(amount)}, its drop point was ${String(point)}`);
    // The share of one stake, and a fraction that became whole with it, may lie above.
    const share = Number(plan.contribution) * (stakes.get(String(txnRef))?.minor ?? Infinity);
    if (minorOf(hit['pot_before']) - minorOf(point) > Math.ceil(share)) {
      wrong(`it had passed its drop point ${String(point)} before`);
    }
    if (sha256Hex([id, number, point, salt].join(':')) !== commitment) {
      wrong('its drop point is not what it was bound to');
    }
    const seen = shown.get(number);
    if (seen !== undefined && seen !== commitment) {
      wrong('while it ran another commitment was shown');
    }
  }
}

const minorOf = (amount: unknown): number => {
  const parsed = parseAmount(amount, CURRENCY);
  return parsed.ok ? parsed.minor : NaN;
};

const money = (minor: number): string =>
  Number.isSafeInteger(minor) ? formatAmount(minor, CURRENCY) : 'no amount';
