import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import { erasureOf, MONEY, registered, toldOf } from './people.js';

const OWED = 'Who is erased with money on the account can never be paid out: nobody knows whom.';

export const privacy06 = scenario({
  id: 'PRIVACY-06',
  title: 'Whoever has money is not erased',
  rule: 'Erasure MUST be refused, naming what stands in the way, while any money is there.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: OWED,
  async run({ platform, given, expect }) {
    const accounts = {
      cash: { balance: '0.01' },
      bonus: { bonus: '1.00' },
      held: { held: '5.00' },
    };
    for (const [account, wanted] of Object.entries(accounts)) {
      const player = await given.player({ ...wanted, name: 'Ada Owed' });

      const refused = await platform.erasePlayer(erasureOf(player));

      expect(refused).refused('STATE_CONFLICT');
      expect.that(refused.details['open'], 'what stands in the way').equals([account]);
      expect(await platform.getPlayer(player)).accepted({ name: 'Ada Owed', status: 'active' });
    }
    const poor = await given.player();
    expect(await platform.erasePlayer(erasureOf(poor))).accepted({ player_id: poor.player_id });
  },
});

export const privacy07 = scenario({
  id: 'PRIVACY-07',
  title: 'Whoever has a stake in play is not erased until the round is over',
  rule: 'Erasure MUST be refused while a stake is in play or a win can still come.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: 'A win that comes after the erasure is owed to nobody.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '10.00', name: 'Ada Playing' });
    const taken = await platform.debitRound(given.debit(player));
    const inPlay = await platform.erasePlayer(erasureOf(player));
    expect(inPlay).refused('STATE_CONFLICT');
    expect.that(inPlay.details['open'], 'in the way').equals(['held_in_play', 'round']);

    const first = given.creditOf(taken, { win_amount: '0.00', final: false });
    expect(await platform.creditRound(first)).accepted();
    const open = await platform.erasePlayer(erasureOf(player));
    expect(open).refused('STATE_CONFLICT');
    expect.that(open.details['open'], 'in the way').equals(['round']);
    expect(await platform.getPlayer(player)).accepted({ name: 'Ada Playing' });

    expect(await platform.closeRound(taken.input)).accepted({ status: 'closed' });
    expect(await platform.erasePlayer(erasureOf(player))).accepted();
  },
});

export const privacy08 = scenario({
  id: 'PRIVACY-08',
  title: 'Whoever has excluded themselves is not erased before the term is over',
  rule: 'Erasure MUST be refused while an exclusion is in force: it must not lift it (RG-02).',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: 'Erased, registered anew, playing again: every stake of an excluded player is paid back.',
  async run(stage) {
    const { platform, expect } = stage;
    const { player, wish } = await registered(stage);
    const { player_id } = player;
    expect(await platform.createExclusion({ player_id, kind: 'self_exclusion' })).accepted();

    const refused = await platform.erasePlayer(erasureOf(player));

    expect(refused).refused('STATE_CONFLICT');
    expect.that(refused.details['open'], 'what stands in the way').equals(['exclusion']);
    expect(await platform.createPlayer(wish)).refused('ALREADY_EXISTS', { player_id });
    expect(await platform.getPlayer(player)).accepted({ status: 'self_excluded' });
  },
});

export const privacy09 = scenario({
  id: 'PRIVACY-09',
  title: 'After the erasure nothing that is read tells of the person',
  rule: 'Erasure MUST take name, birthday, e-mail and external id out of everything that is read.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: MONEY,
  async run(stage) {
    const { platform, expect } = stage;
    const { player, person } = await registered(stage);
    const texts = Object.values(person);
    const before = await platform.exportPlayerData(player);
    expect.that(toldOf(texts, before.text), 'what is told of the person').equals(texts);

    const { pseudonym } = expect(await platform.erasePlayer(erasureOf(player))).accepted();

    const read = await platform.getPlayer(player);
    const told: readonly Answer<unknown>[] = [
      read,
      await platform.exportPlayerData(player),
      await platform.listAccessLog(player),
      await platform.listAuditEntries(player),
    ];
    for (const answer of told) {
      expect(answer).accepted();
      expect.that(toldOf(texts, answer.text), `what ${answer.operation} tells`).isEmpty();
    }
    const erased = { name: pseudonym, external_id: pseudonym, email: null, status: 'blocked' };
    expect(read).accepted(erased);
  },
});

export const privacy10 = scenario({
  id: 'PRIVACY-10',
  title: 'The books and the audit log stand as before the erasure',
  rule: 'Erasure MUST keep the books: every transaction under its player_id, balanced and audited.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: 'Money that was won or lost by nobody cannot be accounted for to any authority.',
  needs: ['control'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '30.00', name: 'Ada Booked' });
    const lost = await platform.debitRound(given.debit(player, { amount: '30.00' }));
    const settled = given.creditOf(lost, { win_amount: '0.00' });
    expect(await platform.creditRound(settled)).accepted({ balance: '0.00' });
    const statement = expect(await platform.listTransactions(player)).accepted();
    const round = expect(await platform.getRound(lost.input)).accepted();
    const entries = expect(await platform.listAuditEntries(player)).accepted();

    expect(await platform.erasePlayer(erasureOf(player))).accepted();

    expect(await platform.listTransactions(player)).accepted({ ...statement });
    expect.that(statement.items.length, 'the transactions').isAtLeast(3);
    expect(await platform.getRound(lost.input)).accepted({ ...round });
    const after = expect(await platform.listAuditEntries(player)).accepted();
    expect.that(after.items.slice(1), 'the entries of before').equals(entries.items);
    expect.that(after.items[0]?.type, 'the newest entry').equals('player.erased');
    expect(await platform.verifyAudit()).accepted({ valid: true });
    const { violations } = await control.ledger();
    expect.that(violations, 'the violations of the books').isEmpty();
  },
});

export const erasureScenarios = [privacy06, privacy07, privacy08, privacy09, privacy10] as const;
