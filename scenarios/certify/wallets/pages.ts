import { scenario } from '../../../src/harness/scenario.js';
import { statementOf, takeStakes } from './statement.js';

export const wallets03 = scenario({
  id: 'WALLETS-03',
  title: 'The pages of a statement visit every transaction once',
  rule: 'Pages of any size MUST list every transaction once, newest first.',
  requirement: 'MONEY-06',
  impact: 'critical',
  money: 'A transaction that no page shows is one the player never hears of.',
  async run(stage) {
    const { given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const taken = await takeStakes(stage, player, 7);

    for (const limit of [1, 2, 3, 4, 7, 8, 100]) {
      const rows = await statementOf(stage, player, limit);
      const ids = rows.map(({ txn_id }) => txn_id);
      expect.that(ids.slice(0, 7), `the statement in pages of ${limit}`).equals(taken);
      expect.that(ids, 'the statement with its opening').hasLength(8);
    }
    await expect.wallet(player, { cash: '93.00' });
  },
});

export const wallets04 = scenario({
  id: 'WALLETS-04',
  title: 'The pages stay where they are while new transactions arrive',
  rule: 'A cursor MUST go on where its page ended, whatever arrived meanwhile.',
  requirement: 'MONEY-06',
  impact: 'critical',
  money: 'A statement that shifts while it is read counts one stake twice and another never.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    const taken = await takeStakes(stage, player, 6);

    const first = expect(await platform.listTransactions({ player_id, limit: 3 })).accepted();
    const arrived = await takeStakes(stage, player, 2);
    const cursor = first.next_cursor;
    const next = await platform.listTransactions({ player_id, limit: 3, cursor });
    const later = await statementOf(stage, player);

    const second = expect(next).accepted();
    const seen = [...first.items, ...second.items].map(({ txn_id }) => txn_id);
    expect.that(seen, 'two pages with arrivals between them').equals(taken);
    const now = later.map(({ txn_id }) => txn_id).slice(0, 8);
    expect.that(now, 'the statement from its newest').equals([...arrived, ...taken]);
  },
});

export const wallets07 = scenario({
  id: 'WALLETS-07',
  title: 'A page has one to a hundred transactions',
  rule: 'A limit outside 1 to 100 MUST be refused; without one a page holds 20.',
  requirement: 'MONEY-06',
  impact: 'minor',
  money: 'One request for ten years of history slows every bet on the floor.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    await takeStakes(stage, player, 21);

    for (const limit of ['0', '-1', '101', '1.5', '1e1', 'many', '']) {
      const answer = await platform.listTransactions({ player_id, limit });
      expect(answer).refused('VALIDATION_ERROR', { field: 'limit' });
    }
    for (const [limit, length] of [
      [1, 1],
      [undefined, 20],
      [100, 22],
    ] as const) {
      const page = expect(await platform.listTransactions({ player_id, limit })).accepted();
      expect.that(page.items, `a page of ${limit ?? 'no limit'}`).hasLength(length);
    }
  },
});

export const wallets08 = scenario({
  id: 'WALLETS-08',
  title: 'A cursor opens its own statement and no other',
  rule: 'A cursor that is invented or another player’s MUST be refused.',
  requirement: 'MONEY-06',
  impact: 'critical',
  money: 'A cursor taken from one statement would read the money of another player.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const other = await given.player({ balance: '100.00' });
    await takeStakes(stage, player, 3);
    await takeStakes(stage, other, 3);
    const page = await platform.listTransactions({ player_id: player.player_id, limit: 1 });
    const cursor = String(expect(page).accepted().next_cursor);

    const invented = ['nowhere', '0', '-1', `${cursor}0000000`, "s1' OR 1=1", given.id('c')];
    for (const text of invented) {
      const answer = await platform.listTransactions({ ...player, cursor: text });
      expect(answer).refused('VALIDATION_ERROR', { field: 'cursor' });
    }
    const crossed = await platform.listTransactions({ ...other, cursor });
    expect(crossed).refused('VALIDATION_ERROR', { field: 'cursor' });
    expect(await platform.listTransactions({ ...player, cursor })).accepted();
  },
});

export const wallets14 = scenario({
  id: 'WALLETS-14',
  title: 'A new player’s statement is empty',
  rule: 'A statement without transactions MUST be an empty page that ends.',
  requirement: 'MONEY-06',
  impact: 'minor',
  money: 'A first page that never ends keeps the cashier waiting and the player with it.',
  async run({ platform, given, expect }) {
    const made = expect(await platform.createPlayer(given.registration())).accepted();

    const page = await platform.listTransactions({ player_id: made.player_id });

    expect(page).accepted({ items: [], next_cursor: null });
    expect(await platform.getWallet({ player_id: made.player_id })).accepted({ cash: '0.00' });
  },
});

export const pageScenarios = [wallets03, wallets04, wallets07, wallets08, wallets14] as const;
