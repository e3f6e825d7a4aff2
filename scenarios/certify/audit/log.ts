import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import { entriesAbout, entriesOf, traceOf } from './entries.js';

const money = 'What was done with the money and is not in the log was done by nobody.';

export const audit01 = scenario({
  id: 'AUDIT-01',
  title: 'Every movement of money leaves its entry',
  rule: 'Every debit, credit, rollback and close MUST leave an entry in the audit log.',
  requirement: 'OBS-03',
  impact: 'critical',
  money,
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const won = await platform.debitRound(given.debit(player));
    const undone = await platform.debitRound(given.debit(player));
    const left = await platform.debitRound(given.debit(player));
    const credit = await platform.creditRound(given.creditOf(won, { win_amount: '25.00' }));
    const rollback = await platform.rollbackRound(given.rollbackOf(undone));
    const close = await platform.closeRound(left.input);
    const moves: readonly Answer<unknown>[] = [won, undone, left, credit, rollback, close];
    for (const move of moves) expect(move).accepted();

    const entries = await entriesAbout(stage, player);

    const told = entries.slice(0, moves.length).map(({ operation }) => operation);
    const done = moves.map(({ operation }) => operation).reverse();
    expect.that(told, 'the operations in the log, newest first').equals(done);
    await expect.wallet(player, { cash: '105.00', held_in_play: '0.00' });
  },
});

export const audit03 = scenario({
  id: 'AUDIT-03',
  title: 'An entry names the request and the trace that made it',
  rule: 'Each entry MUST carry the X-Request-ID and the trace id of the call that caused it.',
  requirement: 'OBS-01',
  money: 'A disputed win is settled by finding the call that paid it; without the id nobody can.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));

    const entries = await entriesAbout(stage, player);

    for (const answer of [taken, won]) {
      expect(answer).accepted();
      const left = entriesOf(entries, answer);
      expect.that(left, `the entries of ${answer.operation} by its request id`).hasLength(1);
      expect.that(left[0], 'the entry').includes({
        operation: answer.operation,
        player_id: player.player_id,
        request_id: answer.requestId,
        trace_id: traceOf(answer),
      });
    }
  },
});

export const audit05 = scenario({
  id: 'AUDIT-05',
  title: 'The pages of the log visit every entry once',
  rule: 'Pages of any size MUST list every entry once, newest first.',
  requirement: 'OBS-03',
  money,
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    for (const amount of ['1.00', '2.00', '3.00', '4.00']) {
      expect(await platform.debitRound(given.debit(player, { amount }))).accepted();
    }
    const whole = await entriesAbout(stage, player);
    const seqs = whole.map(({ seq }) => seq);

    expect.that(whole.length, 'the entries about the player').isAtLeast(4);
    expect
      .that(
        [...seqs].sort((a, b) => b - a),
        'the entries, newest first',
      )
      .equals(seqs);
    for (const limit of [1, 2, 3]) {
      const paged = await entriesAbout(stage, player, limit);
      expect.that(paged, `the log in pages of ${limit}`).equals(whole);
    }
  },
});

export const audit06 = scenario({
  id: 'AUDIT-06',
  title: 'The log of one player is about that player',
  rule: 'Entries asked for by player MUST be all of that player’s and no others.',
  requirement: 'OBS-03',
  money: 'Evidence about one player must not show what another one did.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const other = await given.player({ balance: '100.00' });
    const mine = await platform.debitRound(given.debit(player));
    const theirs = await platform.debitRound(given.debit(other));

    const entries = await entriesAbout(stage, player);

    const names = new Set(entries.map(({ player_id }) => player_id));
    expect.that([...names], 'whom the entries are about').equals([player.player_id]);
    expect.that(entriesOf(entries, mine), 'the player’s own debit').hasLength(1);
    expect.that(entriesOf(entries, theirs), 'the other’s debit').isEmpty();
    const nobody = await platform.listAuditEntries({ player_id: given.id('p') });
    expect(nobody).accepted({ items: [], next_cursor: null });
  },
});

export const audit09 = scenario({
  id: 'AUDIT-09',
  title: 'What did not happen is not logged, and what happened once is logged once',
  rule: 'A refused debit MUST leave no entry of money moved; a repeat MUST leave no second one.',
  requirement: 'OBS-03',
  money: 'A log that counts attempts as stakes cannot be reckoned against the books.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);
    const before = await entriesAbout(stage, player);
    const taken = await platform.debitRound(debit);
    const repeat = await platform.debitRound(debit);
    const refused = await platform.debitRound(given.debit(player, { amount: '1000.00' }));
    const invalid = await platform.debitRound(given.debit(player, { amount: '-1.00' }));

    const entries = await entriesAbout(stage, player);

    expect(repeat).replayOf(taken);
    expect(refused).refused('INSUFFICIENT_FUNDS');
    expect(invalid).refused('VALIDATION_ERROR');
    const made = entries.slice(0, entries.length - before.length);
    expect.that(made, 'the entries since').hasLength(1);
    expect.that(entriesOf(made, taken), 'the entries of the debit').hasLength(1);
  },
});

export const audit10 = scenario({
  id: 'AUDIT-10',
  title: 'Who does what to a player is in the log',
  rule: 'Changes of a player’s status and of a game session MUST leave entries with their client.',
  requirement: 'OBS-03',
  money: 'An account that was unblocked by nobody is how fraud from inside begins.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const client = await given.client();
    const player = await given.player();
    const by = { as: client };
    const set = (status: string) =>
      platform.setPlayerStatus({ ...player, status, reason: 'Suspicion' }, by);
    const changes = [await set('blocked'), await set('active')];
    const renamed = await platform.updatePlayer({ ...player, name: 'New Name' }, by);

    const entries = await entriesAbout(stage, player);

    for (const answer of [...changes, renamed]) {
      expect(answer).accepted();
      const [entry] = entriesOf(entries, answer);
      const { operation } = answer;
      expect.that(entry, 'the entry').includes({ operation, client_id: client.client_id });
    }
  },
});

export const audit12 = scenario({
  id: 'AUDIT-12',
  title: 'A page has one to a hundred entries, and its cursor is one we were given',
  rule: 'A limit outside 1 to 100 or an invented cursor MUST be refused.',
  requirement: 'OBS-03',
  impact: 'minor',
  money: 'A page that starts anywhere hides what came before it.',
  async run({ platform, expect }) {
    for (const limit of ['0', '101', 'all']) {
      const answer = await platform.listAuditEntries({ limit });
      expect(answer).refused('VALIDATION_ERROR', { field: 'limit' });
    }
    for (const cursor of ['newest', '-1', "1' OR '1'='1"]) {
      const answer = await platform.listAuditEntries({ cursor });
      expect(answer).refused('VALIDATION_ERROR', { field: 'cursor' });
    }
    const page = expect(await platform.listAuditEntries({ limit: 1 })).accepted();
    expect.that(page.items, 'a page of one').hasLength(1);
  },
});

export const logScenarios = [
  audit01,
  audit03,
  audit05,
  audit06,
  audit09,
  audit10,
  audit12,
] as const;
