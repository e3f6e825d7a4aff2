import type { PlayerRef } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { formatTime, MINUTE_MS, parseTime } from '../../../src/kernel/time.js';

type Members = Readonly<Record<string, unknown>>;

/** 5.00 into the pool and 0.50 to the house; half, three tenths and a fifth for the first three. */
const TERMS = {
  name: 'Friday Night',
  currency: 'EUR',
  starts_at: '2020-01-01T00:00:00.000Z',
  ends_at: '2099-01-01T00:00:00.000Z',
  entry: { buy_in: '5.00', fee: '0.50' },
  score: { rule: 'wagered' },
  prizes: [
    { from: 1, to: 1, share: '0.5' },
    { from: 2, to: 2, share: '0.3' },
    { from: 3, to: 3, share: '0.2' },
  ],
};

/** A tournament that runs, on every game unless told. */
export async function announced({ platform, given, expect }: Stage, terms: Members = {}) {
  const wish = { ...TERMS, ...terms, idempotency_key: given.key() };
  return expect(await platform.createTournament(wish)).accepted({ entrants: 0, payout: null });
}

type Announced = Awaited<ReturnType<typeof announced>>;

/** An instant so many minutes from now. */
export const inMinutes = async ({ control }: Stage, minutes: number): Promise<string> =>
  formatTime((parseTime(await control.now()) ?? Number.NaN) + minutes * MINUTE_MS);

/** A tournament that ends in a minute. */
export const endingSoon = async (stage: Stage, terms: Members = {}): Promise<Announced> =>
  announced(stage, { ends_at: await inMinutes(stage, 1), ...terms });

export const itsEnd = ({ control }: Stage) => control.advance(MINUTE_MS);

type Tournament = Pick<Announced, 'tournament_id'>;

export const entryOf = ({ given }: Stage, { tournament_id }: Tournament, player: PlayerRef) => ({
  tournament_id,
  player_id: player.player_id,
  idempotency_key: given.key(),
});

/** A new player, or this one, who has entered. */
export async function entered(
  stage: Stage,
  tournament: Tournament,
  who?: PlayerRef,
): Promise<PlayerRef> {
  const player = who ?? (await stage.given.player({ balance: '100.00' }));
  const entry = entryOf(stage, tournament, player);
  stage.expect(await stage.platform.enterTournament(entry)).accepted({ entry: 1 });
  return player;
}

/** So many new players, in order of their ids, as a leaderboard shows them when they tie. */
export async function field(
  stage: Stage,
  tournament: Tournament,
  count: number,
): Promise<readonly PlayerRef[]> {
  const players: PlayerRef[] = [];
  for (let nth = 0; nth < count; nth += 1) players.push(await entered(stage, tournament));
  return players.toSorted((one, other) => (one.player_id < other.player_id ? -1 : 1));
}

/** A round from stake to settlement. */
export async function played(
  { platform, given, expect }: Stage,
  player: PlayerRef,
  round: { readonly stake: string; readonly win?: string; readonly game?: string },
): Promise<void> {
  const meta = round.game === undefined ? {} : { meta: { game_id: round.game } };
  const taken = await platform.debitRound(given.debit(player, { amount: round.stake, ...meta }));
  expect(taken).accepted();
  const credit = given.creditOf(taken, { win_amount: round.win ?? '0.00' });
  expect(await platform.creditRound(credit)).accepted({ status: 'committed' });
}

/** Rank, player and score of each, the best first. */
export async function standings(
  { platform, expect }: Stage,
  { tournament_id }: Tournament,
): Promise<readonly string[]> {
  const { items } = expect(await platform.getLeaderboard({ tournament_id })).accepted();
  return items.map(({ rank, player_id, score }) => `${rank} ${player_id} ${score}`);
}

/** The score of one player as the leaderboard has it. */
export async function scoreOf(
  { platform, expect }: Stage,
  { tournament_id }: Tournament,
  { player_id }: PlayerRef,
): Promise<string | undefined> {
  const { own } = expect(await platform.getLeaderboard({ tournament_id, player_id })).accepted();
  return own?.standing.score;
}

/** The cash of each. */
export async function cashOf(
  { platform, expect }: Stage,
  players: readonly PlayerRef[],
): Promise<readonly string[]> {
  const cash: string[] = [];
  for (const player of players) {
    cash.push(expect(await platform.getWallet(player)).accepted().cash);
  }
  return cash;
}

export const closed = async ({ platform }: Stage, { tournament_id }: Tournament) =>
  platform.closeTournament({ tournament_id });
