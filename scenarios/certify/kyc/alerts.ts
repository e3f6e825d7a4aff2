import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { DAY_MS, HOUR_MS } from '../../../src/kernel/time.js';
import type { Cashier } from '../payments/cashier.js';
import { cashier, deposit, expectStatus, REVIEW_OVER_MS, withdraw } from '../payments/cashier.js';

/** The alerts of a player, the newest first. */
async function alertsOf({ platform, expect }: Stage, { player }: Cashier) {
  const { player_id } = player;
  return expect(await platform.listAlerts({ player_id })).accepted().items;
}

const rulesOf = async (stage: Stage, who: Cashier): Promise<readonly string[]> =>
  (await alertsOf(stage, who)).map(({ rule }) => rule);

/** Deposits these amounts one after the other; answers the payments, all of them completed. */
async function depositAll(stage: Stage, who: Cashier, amounts: readonly string[]) {
  const ids: string[] = [];
  for (const amount of amounts) {
    const { payment_id } = await deposit(stage, who, { amount });
    await stage.control.settle();
    await expectStatus(stage, { payment_id }, 'completed');
    ids.push(payment_id);
  }
  return ids;
}

export const kyc60 = scenario({
  id: 'KYC-60',
  title: 'Deposits kept just under the threshold raise an alert',
  rule: 'Three deposits just under 2000 within 24 hours MUST raise a structuring alert, once.',
  requirement: 'KYC-04',
  impact: 'critical',
  money: 'Cut into pieces, dirty money passes every check that looks at one payment.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const who = await cashier(stage);
    const payments = await depositAll(stage, who, ['1950.00', '1999.99']);
    expect.that(await alertsOf(stage, who), 'the alerts after two').isEmpty();

    payments.push(...(await depositAll(stage, who, ['1800.00', '1900.00'])));

    const [alert, ...others] = await alertsOf(stage, who);
    expect.that(alert?.rule, 'the rule').equals('structuring');
    const first = payments.slice(0, 3).sort();
    expect.that([...(alert?.payments ?? [])].sort(), 'the payments').equals(first);
    expect.that(alert?.explanation, 'why').matches(/^3 deposits .* EUR within 24 hours$/);
    expect.that(others, 'other alerts').isEmpty();
  },
});

export const kyc61 = scenario({
  id: 'KYC-61',
  title: 'Ordinary deposits raise no alert',
  rule: 'Deposits at the threshold, well under it or fewer than three MUST NOT alert.',
  requirement: 'KYC-04',
  money: 'An alert for everybody is read by nobody.',
  needs: ['partners'],
  async run(stage) {
    for (const amounts of [
      ['2000.00', '2000.00', '2000.00'],
      ['1799.99', '1799.99', '1799.99'],
      ['50.00', '1900.00', '1900.00'],
    ]) {
      const who = await cashier(stage);
      await depositAll(stage, who, amounts);
      stage.expect.that(await alertsOf(stage, who), amounts.join(', ')).isEmpty();
    }
    const suspect = await cashier(stage);
    await depositAll(stage, suspect, ['1900.00', '1900.00', '1900.00']);
    stage.expect.that(await rulesOf(stage, suspect), 'a sound alert').equals(['structuring']);
  },
});

export const kyc62 = scenario({
  id: 'KYC-62',
  title: 'Deposits spread over days are not structuring',
  rule: 'Structuring MUST look at 24 hours.',
  requirement: 'KYC-04',
  money: 'A salary deposited each month is no crime.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { control, expect } = stage;
    const who = await cashier(stage);
    await depositAll(stage, who, ['1900.00', '1900.00']);
    await control.advance(DAY_MS + HOUR_MS);
    await depositAll(stage, who, ['1900.00', '1900.00']);
    expect.that(await alertsOf(stage, who), 'the alerts').isEmpty();

    await depositAll(stage, who, ['1900.00']);

    expect.that(await rulesOf(stage, who), 'the alerts').equals(['structuring']);
  },
});

/** Asks for a withdrawal and waits until it has been paid out. */
async function paidOut(stage: Stage, who: Cashier, amount: string): Promise<string> {
  const { payment_id } = await withdraw(stage, who, { amount });
  await stage.control.advance(REVIEW_OVER_MS);
  await expectStatus(stage, { payment_id }, 'completed');
  return payment_id;
}

const timed = { needs: ['partners', 'clock'], exclusive: true } as const;
const penniless = { verified: true, player: { balance: '0.00' } } as const;

export const kyc63 = scenario({
  ...timed,
  id: 'KYC-63',
  title: 'Money that comes in and goes out unplayed raises an alert',
  rule: 'At least 80 % withdrawn within an hour of the deposit, hardly played, MUST alert.',
  requirement: 'KYC-04',
  impact: 'critical',
  money: 'In by one card and out to an account: the casino as a laundry.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const who = await cashier(stage, penniless);
    const [paidIn = ''] = await depositAll(stage, who, ['500.00']);
    const stake = await platform.debitRound(given.debit(who.player, { amount: '20.00' }));
    expect(stake).accepted();

    const out = await paidOut(stage, who, '400.00');

    const [alert, ...others] = await alertsOf(stage, who);
    expect.that(alert?.rule, 'the rule').equals('rapid_in_out');
    expect.that(alert?.payments, 'the payments').equals([paidIn, out]);
    expect.that(alert?.explanation, 'why').matches(/400\.00 EUR .* 500\.00 EUR, 20\.00 EUR staked/);
    expect.that(others, 'other alerts').isEmpty();
  },
});

export const kyc64 = scenario({
  ...timed,
  id: 'KYC-64',
  title: 'Money that was played, or stayed, raises no alert',
  rule: 'Rapid in-and-out MUST NOT alert on play, on a small part or after the hour.',
  requirement: 'KYC-04',
  money: 'A winner who is suspected for winning plays elsewhere.',
  async run(stage) {
    const { platform, given, control, expect } = stage;
    const player = await cashier(stage, penniless);
    await depositAll(stage, player, ['100.00']);
    const staked = await platform.debitRound(given.debit(player.player, { amount: '60.00' }));
    const win = given.creditOf(staked, { win_amount: '90.00' });
    expect(await platform.creditRound(win)).accepted({ balance: '130.00' });
    await paidOut(stage, player, '130.00');
    const modest = await cashier(stage, penniless);
    await depositAll(stage, modest, ['100.00']);
    await paidOut(stage, modest, '79.99');
    const patient = await cashier(stage, penniless);
    await depositAll(stage, patient, ['100.00']);
    await control.advance(HOUR_MS + 1);
    await paidOut(stage, patient, '100.00');

    for (const who of [player, modest, patient]) {
      expect.that(await alertsOf(stage, who), 'the alerts').isEmpty();
    }
    const runner = await cashier(stage, penniless);
    await depositAll(stage, runner, ['100.00']);
    await paidOut(stage, runner, '100.00');
    expect.that(await rulesOf(stage, runner), 'a sound alert').equals(['rapid_in_out']);
  },
});

export const kyc65 = scenario({
  id: 'KYC-65',
  title: 'Money of somebody else’s card raises an alert',
  rule: 'A payment by a method whose holder is not the player MUST raise an alert.',
  requirement: 'KYC-04',
  impact: 'critical',
  money: 'A stolen card is charged back after the money has gone.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const who = await cashier(stage, { token: 'tok_third_party', verified: true });
    const [payment = ''] = await depositAll(stage, who, ['50.00']);

    const [alert, ...others] = await alertsOf(stage, who);

    expect.that(alert?.rule, 'the rule').equals('third_party_method');
    expect.that(alert?.payments, 'the payments').equals([payment]);
    expect.that(JSON.stringify(alert).includes('Somebody'), 'whether it names them').isFalse();
    expect.that(others, 'other alerts').isEmpty();
    const own = { name: 'Else, Somebody' };
    const honest = await cashier(stage, { token: 'tok_third_party', verified: true, player: own });
    await depositAll(stage, honest, ['50.00']);
    expect.that(await alertsOf(stage, honest), 'the alerts of the holder').isEmpty();
  },
});

export const kyc66 = scenario({
  id: 'KYC-66',
  title: 'A payment told of twice is looked at once',
  rule: 'An alert MUST be raised once for a payment, however often it is told of.',
  requirement: 'KYC-04',
  money: 'Three webhooks of one deposit are no three deposits.',
  needs: ['partners'],
  async run(stage) {
    const who = await cashier(stage, { token: 'tok_double_event' });
    await depositAll(stage, who, ['1900.00', '1900.00']);
    stage.expect.that(await alertsOf(stage, who), 'the alerts after two').isEmpty();

    await depositAll(stage, who, ['1900.00']);

    stage.expect.that(await rulesOf(stage, who), 'the alerts').equals(['structuring']);
  },
});

export const alertScenarios = [kyc60, kyc61, kyc62, kyc63, kyc64, kyc65, kyc66] as const;
