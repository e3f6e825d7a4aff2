import type { AuditEntry } from '../../src/harness/audit-chain.js';
import { reckonChain } from '../../src/harness/audit-chain.js';
import { invariant } from '../../src/harness/invariants.js';
import type { InvariantStage } from '../../src/harness/invariants.js';
import { inParallel } from '../../src/kernel/parallel.js';
import { exactOf, hitsOf, standingOf, textOf } from '../certify/jackpots/table.js';
import type { Jackpot, JackpotHit } from '../certify/jackpots/table.js';
import { witness } from './money-calls.js';

/** What the log makes of a jackpot: what was put in, taken back and won, in units of 10^-18. */
interface Reckoned {
  number: number;
  share: bigint;
  seeded: bigint;
  contributed: bigint;
  paid: bigint;
  /** By pot. */
  readonly winners: Map<number, string>;
}

/** A stake by its transaction: what it was, and into which pots it went. */
interface Stake {
  readonly amount: bigint;
  readonly shares: ReadonlyMap<string, bigint>;
}

const UNIT = 10n ** 18n;
/** Jackpots read at a time: nobody stakes any more. */
const AT_ONCE = 16;
const idsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
const textIn = (entry: AuditEntry, member: string): string => String(entry.data[member]);

/** Plays the log again, entry by entry: seeds, shares of stakes, returns and wins. */
function reckoned(entries: readonly AuditEntry[]): ReadonlyMap<string, Reckoned> {
  const jackpots = new Map<string, Reckoned>();
  const stakes = new Map<string, Stake>();
  for (const entry of entries) {
    if (entry.type === 'jackpot.started') start(jackpots, entry);
    if (entry.type === 'jackpot.hit') win(jackpots, entry);
    if (entry.type === 'round.debited') take(jackpots, stakes, entry);
    if (entry.type === 'round.rolled_back') giveBack(jackpots, stakes, entry);
  }
  return jackpots;
}

function start(jackpots: Map<string, Reckoned>, entry: AuditEntry): void {
  const id = textIn(entry, 'jackpot_id');
  const { seed, contribution } = entry.data['parameters'] as Jackpot['parameters'];
  const fresh = { number: 0, share: 0n, seeded: 0n, contributed: 0n, paid: 0n };
  const jackpot = jackpots.get(id) ?? { ...fresh, winners: new Map<number, string>() };
  jackpot.number = Number(entry.data['number']);
  jackpot.share = exactOf(contribution);
  jackpot.seeded += exactOf(seed);
  jackpots.set(id, jackpot);
}

function win(jackpots: Map<string, Reckoned>, entry: AuditEntry): void {
  const jackpot = jackpots.get(textIn(entry, 'jackpot_id'));
  if (!jackpot) return;
  jackpot.paid += exactOf(textIn(entry, 'amount'));
  const number = Number(entry.data['number']);
  const others = jackpot.winners.get(number);
  const winner = textIn(entry, 'txn_ref');
  jackpot.winners.set(number, others === undefined ? winner : `${others} and ${winner}`);
}

function take(
  jackpots: Map<string, Reckoned>,
  stakes: Map<string, Stake>,
  entry: AuditEntry,
): void {
  const ids = idsIn(entry.data['jackpots']);
  if (ids.length === 0) return;
  const amount = exactOf(textIn(entry, 'amount'));
  const shares = new Map(ids.map((id) => [id, jackpots.get(id)?.share ?? 0n]));
  stakes.set(textIn(entry, 'txn_id'), { amount, shares });
  for (const [id, share] of shares) {
    const jackpot = jackpots.get(id);
    if (jackpot) jackpot.contributed += (amount * share) / UNIT;
  }
}

function giveBack(
  jackpots: Map<string, Reckoned>,
  stakes: ReadonlyMap<string, Stake>,
  entry: AuditEntry,
): void {
  const stake = stakes.get(textIn(entry, 'txn_ref'));
  for (const id of idsIn(entry.data['jackpots'])) {
    const jackpot = jackpots.get(id);
    const share = stake?.shares.get(id) ?? 0n;
    if (jackpot && stake) jackpot.contributed -= (stake.amount * share) / UNIT;
  }
}

/** Every jackpot there is by now. */
async function everyJackpot({ platform, expect }: InvariantStage): Promise<readonly Jackpot[]> {
  const found: Jackpot[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = expect(await platform.listJackpots({ limit: 100, cursor })).accepted();
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  return found;
}

const sumOf = (hits: readonly JackpotHit[]): bigint =>
  hits.reduce((sum, { amount }) => sum + exactOf(amount), 0n);

export const inv14 = invariant({
  id: 'INV-14',
  title: 'Every pot is its seeds and contributions less what was won, with one winner a hit',
  rule: 'Each pool MUST be seed + contributions − payouts as the log has them, each hit won once.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A pot that is not the sum of what went in is a promise with a hole in it.',
  needs: ['control'],
  async check(stage) {
    await witness(stage);
    const { platform, expect, run, given } = stage;
    const wish = { name: run.seed, currency: 'CLP', seed: '7', contribution: '0.01' };
    const { items } = expect(await platform.listGames({ limit: 1 })).accepted();
    const terms = { games: items.map(({ game_id }) => game_id), idempotency_key: given.key() };
    const trigger = { kind: 'odds', one_in: 1_000_000_000_000 };
    expect(await platform.createJackpot({ ...wish, ...terms, trigger })).accepted();
    const log = await platform.exportAudit();
    expect(log).accepted();
    const told = reckoned(reckonChain(log.text).entries);

    await inParallel(await everyJackpot(stage), AT_ONCE, async ({ jackpot_id }) => {
      const stands = await standingOf(stage, { jackpot_id });
      const hits = await hitsOf(stage, { jackpot_id });
      const { seeded = 0n, contributed = 0n, paid = 0n, winners } = told.get(jackpot_id) ?? {};
      const shown = [stands.seeded, stands.contributions, stands.payouts].map(exactOf).map(textOf);
      const owed = [seeded, contributed, paid].map(textOf);
      expect.that(shown, `seeds, contributions and payouts of ${jackpot_id}`).equals(owed);
      expect.that(textOf(sumOf(hits)), `the hits of ${jackpot_id}`).equals(textOf(paid));
      const won = hits.map(({ number, txn_ref }) => [number, txn_ref]).toReversed();
      expect.that(won, `the winner of each pot of ${jackpot_id}`).equals([...(winners ?? [])]);
      expect.that(stands.number, `the running pot of ${jackpot_id}`).equals(hits.length + 1);
    });
  },
});

export const jackpotInvariants = [inv14] as const;
