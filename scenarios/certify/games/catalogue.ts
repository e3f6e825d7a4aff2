import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { Schema } from '../../../src/contract/types.js';

type Game = Schema<'Game'>;

/** The whole catalogue, read in pages of this size. */
export async function catalogueOf(
  { platform, expect }: Stage,
  limit: number,
): Promise<readonly Game[]> {
  const games: Game[] = [];
  const most = 1_000;
  for (let cursor: string | null | undefined; cursor !== null && games.length < most;) {
    const page = expect(await platform.listGames({ limit, cursor })).accepted();
    expect.that(page.items.length, 'the games on a page').isAtMost(limit);
    games.push(...page.items);
    cursor = page.next_cursor;
  }
  return games;
}

/** A game that may be played, and is played by nobody but those who ask for it. */
export async function enabledGame(stage: Stage): Promise<Game> {
  const games = await catalogueOf(stage, 100);
  const game = games.find(({ status }) => status === 'enabled');
  stage.expect.that(game?.status, 'the status of a game that may be played').equals('enabled');
  return game as Game;
}

export const games10 = scenario({
  id: 'GAMES-10',
  title: 'The catalogue pages through every game once',
  rule: 'Pages of any size MUST show every game once, in one stable order.',
  requirement: 'VER-03',
  money: 'A game that no page shows is a game that nobody plays.',
  async run(stage) {
    const { expect } = stage;
    const whole = await catalogueOf(stage, 100);
    const ids = whole.map(({ game_id }) => game_id);

    expect.that(ids.length, 'the number of games').isAtLeast(1);
    expect.that(new Set(ids).size, 'different games').equals(ids.length);
    for (const limit of [1, 2, 3]) {
      const paged = await catalogueOf(stage, limit);
      expect.that(paged, `the catalogue in pages of ${limit}`).equals(whole);
    }
  },
});

export const games11 = scenario({
  id: 'GAMES-11',
  title: 'A page has one to a hundred games',
  rule: 'A limit outside 1 to 100, or a limit that is no number, MUST be refused.',
  requirement: 'VER-03',
  impact: 'minor',
  money: 'One request that asks for everything at once slows every other one down.',
  async run({ platform, expect }) {
    for (const limit of ['0', '101', '-1', '1.5', 'all', '']) {
      expect(await platform.listGames({ limit })).refused('VALIDATION_ERROR', { field: 'limit' });
    }
    const { items } = expect(await platform.listGames({ limit: 1 })).accepted();
    expect.that(items, 'a page of one').hasLength(1);
    expect(await platform.listGames({ limit: 100 })).accepted();
  },
});

export const games17 = scenario({
  id: 'GAMES-17',
  title: 'A game reads as the catalogue lists it',
  rule: 'Reading a game MUST tell the same as the catalogue; an unknown one is GAME_NOT_FOUND.',
  requirement: 'VER-03',
  money: 'Two answers about the declared return to player are one too many for a regulator.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const [first, ...others] = await catalogueOf(stage, 100);

    for (const game of [first, ...others.slice(0, 9)]) {
      expect(await platform.getGame({ game_id: game?.game_id })).accepted({ ...game });
    }
    expect(await platform.getGame({ game_id: given.id('g') })).refused('GAME_NOT_FOUND');
  },
});

export const games18 = scenario({
  id: 'GAMES-18',
  title: 'Setting the status a game has already changes nothing',
  rule: 'Setting a game’s status MUST be repeatable; an unknown game is GAME_NOT_FOUND.',
  requirement: 'VER-03',
  impact: 'minor',
  money: 'An operator that presses the button twice must not wonder which press counted.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { game_id } = await enabledGame(stage);
    const wish = { status: 'enabled', reason: 'Certification' };

    const first = await platform.setGameStatus({ game_id, ...wish });
    const second = await platform.setGameStatus({ game_id, ...wish });
    for (const answer of [first, second]) expect(answer).accepted({ status: 'enabled' });
    expect(await platform.getGame({ game_id })).accepted({ status: 'enabled' });
    const nobody = await platform.setGameStatus({ game_id: given.id('g'), ...wish });
    expect(nobody).refused('GAME_NOT_FOUND');
  },
});

export const catalogueScenarios = [games10, games11, games17, games18] as const;
