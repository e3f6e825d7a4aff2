import { scenario } from '../../../src/harness/scenario.js';
import { anyGame } from '../contract/games.js';
import { MONEY, personFor, registered, toldOf } from './people.js';

export const privacy01 = scenario({
  id: 'PRIVACY-01',
  title: 'An export holds everything the platform has of the player',
  rule: 'Personal data MUST be exported: person, wallet, transactions, rounds, sessions, limits.',
  requirement: 'GDPR-01',
  money: MONEY,
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00', name: 'Ada Exported' });
    const { player_id } = player;
    const taken = await platform.debitRound(given.debit(player));
    expect(await platform.creditRound(given.creditOf(taken, { win_amount: '4.00' }))).accepted();
    const gameId = await anyGame(stage);
    const session = expect(await platform.launchSession({ player_id, game_id: gameId })).accepted();
    const limit = { player_id, kind: 'stake', period: 'day', amount: '50.00' };
    expect(await platform.setLimit(limit)).accepted();
    expect(await platform.createExclusion({ player_id, kind: 'self_exclusion' })).accepted();

    const data = expect(await platform.exportPlayerData(player)).accepted();

    expect.that(data.player, 'the person').includes({ player_id, name: 'Ada Exported' });
    const parts = [
      [data.player, (await platform.getPlayer(player)).body],
      [data.wallet, (await platform.getWallet(player)).body],
      [data.transactions.items, (await platform.listTransactions(player)).body.items],
      [data.rounds.items, [(await platform.getRound(taken.input)).body]],
      [data.sessions.items, [(await platform.getSession(session)).body]],
      [data.limits, (await platform.listLimits(player)).body],
      [data.exclusions, (await platform.listExclusions(player)).body],
    ] as const;
    for (const [exported, read] of parts) {
      expect.that(exported, 'this part of the export').equals(read);
    }
    expect.that(data.transactions.items.length, 'the transactions').isAtLeast(3);
  },
});

export const privacy02 = scenario({
  id: 'PRIVACY-02',
  title: 'An export holds nothing of anybody else',
  rule: 'An export MUST NOT hold a word of another player, who shared a table with this one too.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: MONEY,
  async run(stage) {
    const { platform, given, expect } = stage;
    const [one, other] = [personFor(stage), personFor(stage)];
    const player = await given.player({ balance: '100.00', name: one.name });
    const stranger = await given.player({ balance: '100.00', name: other.name });
    const debit = given.debit(player);
    const taken = expect(await platform.debitRound(debit)).accepted();
    const theirs = given.debit(stranger, { round_id: debit.round_id });
    const lost = expect(await platform.debitRound(theirs)).accepted();

    const exported = await platform.exportPlayerData(player);
    const swapped = await platform.exportPlayerData(stranger);

    expect(exported).accepted();
    expect(swapped).accepted();
    const own = [player.player_id, one.name, taken.txn_id];
    const alien = [stranger.player_id, other.name, lost.txn_id];
    expect.that(toldOf(own, exported.text), 'what is the player’s own').equals(own);
    expect.that(toldOf(alien, exported.text), 'what is another’s').isEmpty();
    expect.that(toldOf(alien, swapped.text), 'what the other one is told').equals(alien);
    expect.that(toldOf(own, swapped.text), 'what the other one is told of this').isEmpty();
  },
});

export const privacy03 = scenario({
  id: 'PRIVACY-03',
  title: 'An export holds what was played at every client',
  rule: 'An export MUST hold the rounds and transactions of every client, whoever asks for it.',
  requirement: 'GDPR-01',
  money: MONEY,
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const studio = await given.client({ scopes: ['rounds:write'] });
    const [ours, theirs] = [given.debit(player), given.debit(player)];
    expect(await platform.debitRound(ours)).accepted();
    expect(await platform.debitRound(theirs, { as: studio })).accepted();

    const { rounds, transactions } = expect(await platform.exportPlayerData(player)).accepted();

    const played = rounds.items.map(({ round_id }) => round_id);
    expect.that(played, 'the rounds, newest first').equals([theirs.round_id, ours.round_id]);
    const debits = transactions.items.filter(({ type }) => type === 'debit');
    expect.that(debits, 'the debits').hasLength(2);
  },
});

export const privacy04 = scenario({
  id: 'PRIVACY-04',
  title: 'Who may read players may neither export nor erase them',
  rule: 'Export and access log MUST need privacy:read, erasure privacy:write.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: 'One leaked token of a reporting tool would carry off, or wipe out, every player.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player, made } = await registered(stage);
    const reader = await given.client({
      scopes: ['players:read', 'players:write', 'wallets:read'],
    });
    const officer = await given.client({ scopes: ['privacy:read'] });
    const erasure = { ...player, reason: 'Not allowed to' };

    const asReader = { as: reader };
    expect(await platform.exportPlayerData(player, asReader)).refused('SCOPE_MISSING');
    expect(await platform.listAccessLog(player, asReader)).refused('SCOPE_MISSING');
    expect(await platform.erasePlayer(erasure, asReader)).refused('SCOPE_MISSING');
    expect(await platform.erasePlayer(erasure, { as: officer })).refused('SCOPE_MISSING');

    expect(await platform.getPlayer(player, asReader)).accepted({ ...made });
    expect(await platform.exportPlayerData(player, { as: officer })).accepted();
    expect(await platform.listAccessLog(player, { as: officer })).accepted();
  },
});

export const privacy05 = scenario({
  id: 'PRIVACY-05',
  title: 'An export is whole, however long the statement',
  rule: 'An export MUST hold every transaction, not the first page of them.',
  requirement: 'GDPR-01',
  money: MONEY,
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '200.00' });
    const stakes = Array.from({ length: 120 }, () => given.debit(player, { amount: '1.00' }));
    const answers = await Promise.all(stakes.map((stake) => platform.debitRound(stake)));
    const taken = answers.map((answer) => expect(answer).accepted().txn_id);

    const { transactions, rounds } = expect(await platform.exportPlayerData(player)).accepted();

    const told = new Set(transactions.items.map(({ txn_id }) => txn_id));
    const missing = taken.filter((txnId) => !told.has(txnId));
    expect.that(missing, 'the transactions left out').isEmpty();
    expect.that(transactions.next_cursor, 'what is still to come').equals(null);
    expect.that(rounds.items, 'the rounds').hasLength(120);
  },
});

export const exportScenarios = [privacy01, privacy02, privacy03, privacy04, privacy05] as const;
