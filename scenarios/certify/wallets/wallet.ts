import { scenario } from '../../../src/harness/scenario.js';
import { loadContract } from '../../../src/contract/operations.js';

export const wallets01 = scenario({
  id: 'WALLETS-01',
  title: 'A wallet is told whole',
  rule: 'The wallet answer MUST have every member the contract promises.',
  requirement: 'VER-03',
  money: 'A cashier that cannot see what is held pays out what is not there.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00', bonus: '5.00', held: '7.50' });

    const wallet = expect(await platform.getWallet(player)).accepted();

    expect.that(wallet, 'the wallet').includes({
      player_id: player.player_id,
      currency: 'EUR',
      cash: '100.00',
      bonus: '5.00',
      held: '7.50',
      held_in_play: '0.00',
    });
  },
});

export const wallets02 = scenario({
  id: 'WALLETS-02',
  title: 'Stakes of open rounds are shown as money in play',
  rule: 'The stake of an open round MUST be shown as held in play until it is settled or returned.',
  requirement: 'PLAY-10',
  money: 'Money that is in no column of the wallet is money nobody answers for.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const won = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    const undone = await platform.debitRound(given.debit(player, { amount: '2.50' }));
    await expect.wallet(player, { cash: '87.50', held_in_play: '12.50' });

    expect(await platform.creditRound(given.creditOf(won, { win_amount: '0.00' }))).accepted();
    await expect.wallet(player, { cash: '87.50', held_in_play: '2.50' });
    expect(await platform.rollbackRound(given.rollbackOf(undone))).accepted();
    await expect.wallet(player, { cash: '90.00', held_in_play: '0.00' });
  },
});

export const wallets09 = scenario({
  id: 'WALLETS-09',
  title: 'Held money stands apart and cannot be staked',
  rule: 'Held money MUST be shown apart from cash and bonus, and MUST NOT be staked.',
  requirement: 'MONEY-05',
  impact: 'critical',
  money: 'Money on its way out of the house would be played with on its way.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '10.00', bonus: '5.00', held: '50.00' });

    const tooMuch = await platform.debitRound(given.debit(player, { amount: '15.01' }));
    const all = await platform.debitRound(given.debit(player, { amount: '15.00' }));

    expect(tooMuch).refused('INSUFFICIENT_FUNDS');
    expect(all).accepted({ balance: '0.00' });
    const left = { cash: '0.00', bonus: '0.00', held: '50.00', held_in_play: '15.00' };
    await expect.wallet(player, left);
  },
});

export const wallets10 = scenario({
  id: 'WALLETS-10',
  title: 'A stake comes from bonus first, then from cash, and returns the same way',
  rule: 'Restricted money MUST be staked first; a rollback MUST return each part where it was.',
  requirement: 'MONEY-05',
  impact: 'critical',
  money: 'A rollback that returns bonus as cash is a withdrawal of bonus money.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '20.00', bonus: '5.00' });

    const small = await platform.debitRound(given.debit(player, { amount: '2.00' }));
    await expect.wallet(player, { cash: '20.00', bonus: '3.00', held_in_play: '2.00' });
    const mixed = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(mixed).accepted({ balance: '13.00' });
    await expect.wallet(player, { cash: '13.00', bonus: '0.00', held_in_play: '12.00' });

    expect(await platform.rollbackRound(given.rollbackOf(mixed))).accepted({ balance: '23.00' });
    await expect.wallet(player, { cash: '20.00', bonus: '3.00', held_in_play: '2.00' });
    expect(await platform.creditRound(given.creditOf(small, { win_amount: '4.00' }))).accepted();
    await expect.wallet(player, { cash: '24.00', bonus: '3.00', held_in_play: '0.00' });
  },
});

export const wallets13 = scenario({
  id: 'WALLETS-13',
  title: 'The wallet of a player nobody knows is not found',
  rule: 'A wallet or statement of an unknown player MUST be PLAYER_NOT_FOUND.',
  requirement: 'ERR-01',
  impact: 'minor',
  money: 'A wallet that springs up when somebody looks at it is an account nobody opened.',
  async run({ platform, given, expect }) {
    const nobody = { player_id: given.id('p') };
    const player = await given.player({ balance: '1.00' });

    expect(await platform.getWallet(nobody)).refused('PLAYER_NOT_FOUND');
    expect(await platform.listTransactions(nobody)).refused('PLAYER_NOT_FOUND');
    expect(await platform.getPlayer(nobody)).refused('PLAYER_NOT_FOUND');
    await expect.wallet(player, { cash: '1.00' });
  },
});

export const wallets15 = scenario({
  id: 'WALLETS-15',
  title: 'Each currency is shown with its own decimals',
  rule: 'Amounts MUST be shown with exactly the decimals of their currency.',
  requirement: 'MONEY-01',
  money: 'A hundred yen read as one, or a dinar as ten, is wrong by a factor of a hundred or ten.',
  async run({ platform, given, expect }) {
    const purses = [
      { currency: 'JPY', balance: '1000', stake: '1', left: '999' },
      { currency: 'KWD', balance: '10.000', stake: '0.001', left: '9.999' },
      { currency: 'BTC', balance: '1.00000000', stake: '0.00000001', left: '0.99999999' },
    ];
    for (const { currency, balance, stake, left } of purses) {
      const player = await given.player({ currency, balance });
      const taken = await platform.debitRound(given.debit(player, { amount: stake }));
      expect(taken).accepted({ balance: left });
      await expect.wallet(player, { currency, cash: left, held_in_play: stake });
    }
  },
});

/** Where a platform that has transfers is likely to have them. */
const TRANSFERS = [
  '/v1/transfers',
  '/v1/wallets/transfer',
  '/v1/players/{from}/transfer',
  '/v1/players/{from}/transfers',
  '/v1/players/{from}/wallet/transfer',
  '/v1/players/{from}/wallet',
  '/v1/players/{from}/transactions',
];

export const wallets11 = scenario({
  id: 'WALLETS-11',
  title: 'No money passes from player to player',
  rule: 'There MUST be no player-to-player transfer, by an operation or by way of a round.',
  requirement: 'MONEY-07',
  impact: 'critical',
  money: 'Money that can be passed on between players can be laundered.',
  async run({ platform, given, expect }) {
    const from = await given.player({ balance: '100.00' });
    const to = await given.player({ balance: '0.00' });
    const paths = Object.values(loadContract().operations).map(({ path }) => path);
    expect
      .that(
        paths.filter((path) => /transfer/i.test(path)),
        'the transfers',
      )
      .isEmpty();
    const body = { from: from.player_id, to: to.player_id, amount: '10.00', currency: 'EUR' };

    for (const template of TRANSFERS) {
      const path = template.replace('{from}', from.player_id);
      const answer = await platform.raw({ method: 'POST', path, body });
      expect(answer).refused(['ROUTE_NOT_FOUND', 'METHOD_NOT_ALLOWED']);
    }
    const taken = await platform.debitRound(given.debit(from, { amount: '10.00' }));
    const { player_id } = to;
    const win = given.creditOf(taken, { win_amount: '10.00', player_id });
    expect(await platform.creditRound(win)).refused(['TXN_NOT_OF_PLAYER', 'ROUND_NOT_FOUND']);
    const back = given.rollbackOf(taken, { player_id });
    expect(await platform.rollbackRound(back)).refused('TXN_NOT_OF_PLAYER');

    await expect.wallet(to, { cash: '0.00' });
    await expect.wallet(from, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.rollbackRound(given.rollbackOf(taken))).accepted({ balance: '100.00' });
  },
});

export const walletScenarios = [
  wallets01,
  wallets02,
  wallets09,
  wallets10,
  wallets11,
  wallets13,
  wallets15,
] as const;
