import { scenario } from '../../../src/harness/scenario.js';
import { pspToken } from './cashier.js';

/** Test numbers that every PSP publishes: no card has them. */
const VISA = '4242424242424242';
const MASTERCARD = '5555-5555-5555-4444';
const AMEX = '3782 822463 10005';

export const payments40 = scenario({
  id: 'PAYMENTS-40',
  title: 'A card number in the place of a token is refused',
  rule: 'A raw card number in a request MUST be refused, naming the member and not the number.',
  requirement: 'PAY-05',
  impact: 'critical',
  money: 'Whoever keeps a card number is audited, fined and, one day, robbed of it.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player();
    const { player_id } = player;

    for (const number of [VISA, MASTERCARD, AMEX]) {
      const refused = await platform.createPaymentMethod({ player_id, psp_token: number });
      expect(refused).refused('PAN_NOT_ALLOWED', { field: 'psp_token' });
      expect.that(refused.text.includes(number), 'whether the number came back').isFalse();
    }
    const { items } = expect(await platform.listPaymentMethods(player)).accepted();
    expect.that(items, 'the methods kept').isEmpty();
    const kept = { player_id, psp_token: pspToken(stage) };
    expect(await platform.createPaymentMethod(kept)).accepted();
  },
});

export const payments41 = scenario({
  id: 'PAYMENTS-41',
  title: 'A card number is refused wherever in a request it stands',
  rule: 'A raw card number MUST be refused in any member of any request, known or not.',
  requirement: 'PAY-05',
  impact: 'critical',
  money: 'Free text is where card numbers are found: names, reasons, notes.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });

    const named = given.registration({ name: `Ada ${VISA}` });
    expect(await platform.createPlayer(named)).refused('PAN_NOT_ALLOWED', { field: 'name' });
    const reason = `card ${MASTERCARD} was stolen`;
    const blocking = { player_id: player.player_id, status: 'blocked', reason };
    expect(await platform.setPlayerStatus(blocking)).refused('PAN_NOT_ALLOWED', {
      field: 'reason',
    });
    const debit = given.debit(player, { meta: { card: { number: AMEX } } });
    expect(await platform.debitRound(debit)).refused('PAN_NOT_ALLOWED', {
      field: 'meta.card.number',
    });
    const numeric = { ...debit, meta: { card: Number(VISA) } };
    expect(await platform.debitRound(numeric)).refused('PAN_NOT_ALLOWED', { field: 'meta.card' });

    expect(await platform.getPlayer(player)).accepted({ status: 'active' });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    expect(await platform.debitRound({ ...debit, meta: {} })).accepted({ balance: '90.00' });
  },
});

export const payments42 = scenario({
  id: 'PAYMENTS-42',
  title: 'A refused card number is found nowhere afterwards',
  rule: 'A raw card number MUST appear in no log, row or report.',
  requirement: 'PAY-05',
  impact: 'critical',
  money: 'Refused and logged is kept all the same.',
  needs: ['exchanges'],
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const { player_id } = await given.player();
    const kept = { player_id, psp_token: '4000056655665556' };
    expect(await platform.createPaymentMethod(kept)).refused('PAN_NOT_ALLOWED');

    const exchanges = await control.exchanges({ operation: 'createPaymentMethod', limit: 500 });
    const recorded = exchanges.map((exchange) => JSON.stringify(exchange));
    const ours = recorded.filter((text) => text.includes(player_id));
    expect.that(ours, 'the recorded exchanges of this check').hasLength(1);
    expect.that(ours.join().includes('4000056655665556'), 'whether one has it').isFalse();
    const audit = await platform.exportAudit();
    expect(audit).accepted();
    expect.that(audit.text.includes('4000056655665556'), 'whether the log has it').isFalse();
  },
});

export const payments43 = scenario({
  id: 'PAYMENTS-43',
  title: 'Long numbers that are no card numbers pass',
  rule: 'A number that no card can have MUST NOT be refused as one.',
  requirement: 'PAY-05',
  level: 'SHOULD',
  money: 'A guard that cries wolf is switched off.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const notes = ['4242424242424241', '424242424242', '20260101123000', `x${VISA}`];
    for (const note of notes) {
      const debit = given.debit(player, { amount: '1.00', meta: { note } });
      expect(await platform.debitRound(debit)).accepted();
    }
    await expect.wallet(player, { cash: '96.00' });
  },
});

export const cardScenarios = [payments40, payments41, payments42, payments43] as const;
