import { inParallel } from '../kernel/parallel.js';
import { canonicalJson } from '../kernel/canonical.js';
import { formatAmount, parseAmount } from '../kernel/money.js';
import { parseTime } from '../kernel/time.js';
import { amountOf } from './history.js';
import type { MoneyStep } from './history.js';
import type { OccasionProof } from './occasion.js';
import { pages } from './proof-reads.js';
import type { Violation } from './proof-terms.js';
import { prizesOf, ranksOf } from './prizes.js';
import type { Prized, Scorer } from './prizes.js';
import type { StepAnswer } from './steps.js';
import type { Target } from './target.js';
import type { TournamentPlan } from './tournament.js';

type Row = Readonly<Record<string, unknown>>;

interface Played {
  readonly target: Pick<Target, 'call'>;
  readonly tournamentId: string;
  readonly plan: TournamentPlan;
  readonly gameId: string;
  /** How each of those who closed it was answered in the end. */
  readonly closings: readonly StepAnswer[];
}

const CURRENCY = 'EUR';
const PARALLEL = 8;

/**
 * PROMO-02: entries sum up to the pool, the leaderboard is recomputed from the history, and each
 * prize that follows from it was paid, once. What the books owe for prizes is told to the proof of
 * the wallets.
 */
export async function proveTournament(
  played: Played,
  history: readonly MoneyStep[],
): Promise<OccasionProof> {
  const violations: Violation[] = [];
  const report: Report = (rule, message, playerId) =>
    void violations.push({ rule, player_id: playerId ?? null, message });
  const told = await tournamentOf(played);
  const standings = await leaderboardOf(played);
  if (!told || !standings) {
    report('UNREADABLE', 'the tournament or its leaderboard could not be read');
    return { violations, dues: [], checked: {} };
  }
  const entrants = entrantsOf(history);
  const collectedMinor = entrants.size * minorOf(played.plan.buyIn);
  const poolMinor = Math.max(collectedMinor, minorOf(played.plan.guarantee));
  checkPool(told, entrants.size, { collected: collectedMinor, prize_pool: poolMinor }, report);
  const scorers = await scoresOf(played, history, entrants, told);
  checkLeaderboard(scorers, standings, report);
  const closed = told['status'] === 'closed';
  const scored = scorers.filter(({ score }) => score > 0n);
  const prized = closed ? prizesOf(scored, played.plan.tiers, poolMinor) : [];
  checkPayout(told, prized, { collectedMinor, poolMinor }, report);
  checkClosings(played.closings, told, report);
  return {
    violations,
    dues: duesOf(prized, standings, report),
    checked: {
      tournament_entries: entrants.size,
      leaderboard_places: standings.length,
      prizes: prized.filter(({ prizeMinor }) => prizeMinor > 0).length,
    },
  };
}

type Report = (rule: Violation['rule'], message: string, playerId?: string) => void;

const minorOf = (amount: unknown): number => {
  const parsed = parseAmount(amount, CURRENCY);
  return parsed.ok ? parsed.minor : NaN;
};

const money = (minor: number): string => formatAmount(minor, CURRENCY);

async function tournamentOf({ target, tournamentId }: Played): Promise<Row | undefined> {
  const answer = await target.call('getTournament', { tournament_id: tournamentId });
  return answer.outcome === 'ok' ? answer.body : undefined;
}

const leaderboardOf = ({ target, tournamentId }: Played): Promise<readonly Row[] | undefined> =>
  pages(target, 'getLeaderboard', { tournament_id: tournamentId });

/** Who entered, and by which transaction. */
function entrantsOf(history: readonly MoneyStep[]): ReadonlyMap<string, string> {
  const entrants = new Map<string, string>();
  for (const { step, playerId, outcome, txnId } of history) {
    if (step.operation !== 'enterTournament' || outcome !== 'ok' || txnId === null) continue;
    entrants.set(playerId, txnId);
  }
  return entrants;
}

function checkPool(
  told: Row,
  entrants: number,
  sums: Readonly<Record<string, number>>,
  report: Report,
): void {
  if (told['entrants'] !== entrants) {
    report(
      'POOL_WRONG',
      `${entrants} entries were acknowledged, it says ${String(told['entrants'])}`,
    );
  }
  for (const [name, minor] of Object.entries(sums)) {
    if (minorOf(told[name]) === minor) continue;
    report(
      'POOL_WRONG',
      `${name} is ${money(minor)} by the entries, it says ${String(told[name])}`,
    );
  }
}

/** One round as the history knows it: a stake, and whether it was settled. */
interface Round {
  readonly debitTxn: string;
  readonly minor: number;
  creditTxn?: string;
  returned?: boolean;
}

/** Scores by the rule, from what was acknowledged and the times in the statements. */
async function scoresOf(
  played: Played,
  history: readonly MoneyStep[],
  entrants: ReadonlyMap<string, string>,
  told: Row,
): Promise<readonly Scorer[]> {
  const until = {
    endsMs: parseTime(String(told['ends_at'])) ?? 0,
    settledMs: parseTime(String(told['settled_at'])) ?? Infinity,
  };
  const rounds = roundsOf(history, played.gameId);
  const scorers: Scorer[] = [];
  await inParallel([...entrants], PARALLEL, async ([playerId, entryTxn]) => {
    const own = [...(rounds.get(playerId)?.values() ?? [])].filter(({ returned }) => !returned);
    const times =
      own.length > 0 ? await timesOf(played.target, playerId) : new Map<string, number>();
    const fromMs = times.get(entryTxn) ?? 0;
    let score = 0n;
    for (const round of own) score += pointsOf(played.plan, round, times, { fromMs, ...until });
    scorers.push({ playerId, score });
  });
  return scorers;
}

/** A round counts by a stake in time; what was wagered, once the round has ended. */
function pointsOf(
  { points }: TournamentPlan,
  { debitTxn, creditTxn, minor }: Round,
  times: ReadonlyMap<string, number>,
  when: { readonly fromMs: number; readonly endsMs: number; readonly settledMs: number },
): bigint {
  const stakedMs = times.get(debitTxn) ?? 0;
  if (stakedMs < when.fromMs || stakedMs >= when.endsMs) return 0n;
  const endedMs = creditTxn === undefined ? Infinity : (times.get(creditTxn) ?? Infinity);
  const wagered = endedMs <= when.settledMs && endedMs !== Infinity ? minor : 0;
  return BigInt(points.perRound * minorOf('1.00')) + BigInt(points.perWagered * wagered);
}

/** By player, then by round. */
function roundsOf(
  history: readonly MoneyStep[],
  gameId: string,
): ReadonlyMap<string, ReadonlyMap<unknown, Round>> {
  const players = new Map<string, Map<unknown, Round>>();
  const of = (operation: string): readonly MoneyStep[] =>
    history.filter(
      ({ step, outcome, txnId }) =>
        step.operation === operation && outcome === 'ok' && txnId !== null,
    );
  for (const { step, playerId, txnId } of of('debitRound')) {
    const { round_id: roundId, meta } = step.input;
    const rounds = players.get(playerId) ?? new Map<unknown, Round>();
    players.set(playerId, rounds);
    const { game_id: game } = (meta ?? {}) as Row;
    if (game !== gameId || rounds.has(roundId)) continue;
    rounds.set(roundId, { debitTxn: String(txnId), minor: amountOf(step, CURRENCY) });
  }
  // An answer that was lost is known last: what a stake led to may stand before it.
  for (const { step, playerId, txnId } of of('creditRound')) {
    const round = players.get(playerId)?.get(step.input['round_id']);
    if (round) round.creditTxn = String(txnId);
  }
  for (const { step, playerId } of of('rollbackRound')) {
    const round = players.get(playerId)?.get(step.input['round_id']);
    if (round) round.returned = true;
  }
  return players;
}

async function timesOf(target: Played['target'], playerId: string): Promise<Map<string, number>> {
  const rows = (await pages(target, 'listTransactions', { player_id: playerId })) ?? [];
  return new Map(
    rows.map((row) => [String(row['txn_id']), parseTime(String(row['created_at'])) ?? 0]),
  );
}

function checkLeaderboard(
  scorers: readonly Scorer[],
  standings: readonly Row[],
  report: Report,
): void {
  const ranked = ranksOf(scorers);
  if (standings.length !== ranked.length) {
    report('LEADERBOARD_WRONG', `${ranked.length} players, it shows ${standings.length}`);
  }
  ranked.forEach(({ playerId, rank, score }, at) => {
    const expected = `${rank} ${playerId} ${money(Number(score))}`;
    const { rank: place, player_id: player, score: points } = standings[at] ?? {};
    const shown = [place, player, points].map(String).join(' ');
    if (shown !== expected) {
      report('LEADERBOARD_WRONG', `by the history ${expected}, it shows ${shown}`, playerId);
    }
  });
}

/** Whoever closes it is told the same. */
function checkClosings(closings: readonly StepAnswer[], told: Row, report: Report): void {
  for (const { outcome, status, body } of closings) {
    if (outcome !== 'ok') report('PRIZE_WRONG', `closing it again was answered HTTP ${status}`);
    else if (canonicalJson(body['payout']) !== canonicalJson(told['payout'])) {
      report('PRIZE_WRONG', `closing it said ${canonicalJson(body['payout'])}`);
    }
  }
}

/** The prizes sum up to what closing says it paid, and with what was returned to the pool. */
function checkPayout(
  told: Row,
  prized: readonly Prized[],
  { collectedMinor, poolMinor }: { collectedMinor: number; poolMinor: number },
  report: Report,
): void {
  if (told['status'] !== 'closed') {
    // Interrupted before its end: nobody won anything yet.
    if (told['status'] === 'ended') report('PRIZE_WRONG', 'it has ended and was never closed');
    return;
  }
  const payout = (told['payout'] ?? {}) as Row;
  const paidMinor = prized.reduce((sum, { prizeMinor }) => sum + prizeMinor, 0);
  if (minorOf(payout['paid']) !== paidMinor) {
    report(
      'PRIZE_WRONG',
      `prizes sum up to ${money(paidMinor)}, it paid ${String(payout['paid'])}`,
    );
  }
  if (minorOf(payout['top_up']) !== poolMinor - collectedMinor) {
    const missing = money(poolMinor - collectedMinor);
    report('POOL_WRONG', `the house owed it ${missing}, it says ${String(payout['top_up'])}`);
  }
  if (minorOf(payout['paid']) + minorOf(payout['returned']) !== poolMinor) {
    report('POOL_WRONG', `paid and returned are not the pool of ${money(poolMinor)}`);
  }
}

/** The prize of each winner as it was paid, once it is what it should be. */
function duesOf(
  prized: readonly Prized[],
  standings: readonly Row[],
  report: Report,
): OccasionProof['dues'] {
  const shown = new Map(standings.map((row) => [String(row['player_id']), row]));
  const dues: OccasionProof['dues'][number][] = [];
  for (const { playerId, prizeMinor } of prized) {
    const { prize = null, prize_txn_id: txnId = null } = shown.get(playerId) ?? {};
    const toldMinor = prize === null ? 0 : minorOf(prize);
    if (toldMinor !== prizeMinor) {
      report('PRIZE_WRONG', `${money(prizeMinor)} by the rule, it says ${String(prize)}`, playerId);
    }
    if (prizeMinor === 0) continue;
    dues.push({ playerId, effect: { txnId: String(txnId), type: 'prize', minor: prizeMinor } });
  }
  return dues;
}
