import { scenario } from '../../../src/harness/scenario.js';
import { asking, askedOfPsp, cashier, deposit, expectStatus } from './cashier.js';
import { notedOf, leftBy, paymentNow, silentDeposit } from './cashier.js';

export const payments01 = scenario({
  id: 'PAYMENTS-01',
  title: 'A deposit cannot be used before the PSP has confirmed it',
  rule: 'A deposit MUST be accepted as pending and MUST NOT be usable before the PSP’s word.',
  requirement: 'PAY-01',
  impact: 'critical',
  money: 'Money that was never paid in would be staked, and its wins paid out.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);

    await expectStatus(stage, payment, 'pending');
    await expect.wallet(player, { cash: '100.00', held: '0.00' });
    const stake = given.debit(player, { amount: '100.01' });
    expect(await platform.debitRound(stake)).refused('INSUFFICIENT_FUNDS');
    expect.that(await leftBy(stage, payment), 'the transactions it left').isEmpty();

    const word = await given.webhook(payment);
    expect(await platform.receivePaymentWebhook({}, word)).accepted({ status: 'completed' });
    await expect.wallet(player, { cash: '150.00' });
    const again = given.debit(player, { amount: '150.00' });
    expect(await platform.debitRound(again)).accepted({ balance: '0.00' });
  },
});

export const payments02 = scenario({
  id: 'PAYMENTS-02',
  title: 'A deposit is credited once, on the PSP’s word',
  rule: 'A deposit MUST be credited when the PSP’s signed webhook says so, once and in full.',
  requirement: 'PAY-01',
  impact: 'critical',
  money: 'A deposit not credited is the player’s money kept; one credited twice is given away.',
  needs: ['partners'],
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage);
    const payment = await deposit(stage, who);
    await control.settle();

    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '150.00', held: '0.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').equals(['deposit']);
    expect.that(await askedOfPsp(stage, 'POST /v1/charges', payment), 'the charges').equals(1);
  },
});

export const payments03 = scenario({
  id: 'PAYMENTS-03',
  title: 'A card declined at once brings no money',
  rule: 'A deposit that the PSP refuses MUST fail with its reason, and credit nothing.',
  requirement: 'PAY-01',
  impact: 'critical',
  money: 'A declined card that still credits is free money for whoever has a stolen one.',
  needs: ['partners'],
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_stolen_card' });
    const payment = await deposit(stage, who);
    await control.settle();

    const { status, reason } = await paymentNow(stage, payment);
    expect.that(status, 'the status').equals('failed');
    expect.that(reason, 'the reason').equals('stolen_card');
    await expect.wallet(who.player, { cash: '100.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').isEmpty();
  },
});

export const payments04 = scenario({
  id: 'PAYMENTS-04',
  title: 'A charge that fails afterwards brings no money',
  rule: 'A deposit whose webhook says failed MUST fail, and credit nothing.',
  requirement: 'PAY-01',
  impact: 'critical',
  money: 'Accepted is not paid: most failures come after the first answer.',
  needs: ['partners'],
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_insufficient' });
    const payment = await deposit(stage, who);
    await control.settle();

    await expectStatus(stage, payment, 'failed');
    await expect.wallet(who.player, { cash: '100.00' });
    const noted = await notedOf(stage, who.player, 'payment.failed');
    expect.that(noted, 'the entries of the journal').equals(1);
  },
});

export const payments05 = scenario({
  id: 'PAYMENTS-05',
  title: 'The same event told twice by the PSP credits once',
  rule: 'A webhook that comes twice MUST have one effect.',
  requirement: 'PAY-04',
  impact: 'critical',
  money: 'Every PSP repeats its webhooks; each repeat would be another deposit.',
  needs: ['partners'],
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_double_webhook' });
    const payment = await deposit(stage, who);
    await control.settle();

    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '150.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').equals(['deposit']);
  },
});

export const payments06 = scenario({
  id: 'PAYMENTS-06',
  title: 'Two events that say the same credit once',
  rule: 'Two events of one outcome MUST have one effect, whatever their ids.',
  requirement: 'PAY-04',
  impact: 'critical',
  money: 'Deduplication by event id alone pays when the PSP makes a second event.',
  needs: ['partners'],
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_double_event' });
    const payment = await deposit(stage, who);
    await control.settle();

    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '150.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').equals(['deposit']);
  },
});

export const payments07 = scenario({
  id: 'PAYMENTS-07',
  title: 'A deposit begun twice under one key is one deposit',
  rule: 'The same deposit under the same key MUST begin once and charge the card once.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'A second charge is the player’s money taken for nothing.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers' });
    const asked = asking(stage, who);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => platform.createDeposit(asked)),
    );
    expect.oneEffect(answers);
    await control.settle();

    const { player_id } = who.player;
    const { items } = expect(await platform.listPayments({ player_id })).accepted();
    expect.that(items, 'the payments').hasLength(1);
    const [payment] = items;
    if (!payment) return;
    expect.that(await askedOfPsp(stage, 'POST /v1/charges', payment), 'the charges').equals(1);
  },
});

export const payments08 = scenario({
  id: 'PAYMENTS-08',
  title: 'A key that was used for one amount begins no other deposit',
  rule: 'The same key with another amount MUST be refused, and charge nothing.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'The player confirms one amount and is charged another.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers' });
    const asked = asking(stage, who);
    expect(await platform.createDeposit(asked)).accepted();

    const other = { ...asked, amount: '500.00' };
    expect(await platform.createDeposit(other)).refused('IDEMPOTENCY_CONFLICT');
    const { player_id } = who.player;
    const { items } = expect(await platform.listPayments({ player_id })).accepted();
    const amounts = items.map(({ amount }) => amount);
    expect.that(amounts, 'the amounts of the payments').equals(['50.00']);
  },
});

export const payments09 = scenario({
  id: 'PAYMENTS-09',
  title: 'Who may not play may not deposit',
  rule: 'A blocked or self-excluded player MUST NOT deposit, and the PSP MUST NOT be asked.',
  requirement: 'RG-02',
  impact: 'critical',
  money: 'Taking money from who has excluded themselves is what licences are lost for.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect, control } = stage;
    const refusals = { blocked: 'PLAYER_BLOCKED', self_excluded: 'PLAYER_SELF_EXCLUDED' } as const;
    for (const status of ['blocked', 'self_excluded'] as const) {
      const who = await cashier(stage, { player: { status } });
      const asked = asking(stage, who);
      expect(await platform.createDeposit(asked)).refused(refusals[status]);
      const { player_id } = who.player;
      const { items } = expect(await platform.listPayments({ player_id })).accepted();
      expect.that(items, 'the payments').isEmpty();
    }
    const free = await cashier(stage);
    await deposit(stage, free);
    await control.settle();
    await expect.wallet(free.player, { cash: '150.00' });
  },
});

export const payments10 = scenario({
  id: 'PAYMENTS-10',
  title: 'A deposit in another currency than the wallet’s is refused',
  rule: 'A deposit MUST be in the currency of the wallet, with no more decimals than it has.',
  requirement: 'MONEY-01',
  impact: 'critical',
  money: 'Fifty yen booked as fifty euro are forty-nine euro too many.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage, { player: { currency: 'JPY', balance: '1000' } });
    const yen = asking(stage, who, { amount: '500' });

    const euro = asking(stage, who, { amount: '500', currency: 'EUR' });
    expect(await platform.createDeposit(euro)).refused('CURRENCY_MISMATCH');
    const fraction = { ...yen, amount: '500.5' };
    expect(await platform.createDeposit(fraction)).refused('VALIDATION_ERROR', {
      field: 'amount',
      rule: 'decimals',
    });
    expect(await platform.createDeposit(yen)).accepted();
    await control.settle();
    await expect.wallet(who.player, { cash: '1500' });
  },
});

export const payments11 = scenario({
  id: 'PAYMENTS-11',
  title: 'A challenged deposit waits, and is credited once the challenge is passed',
  rule: 'A challenge MUST leave the deposit unusable until the PSP’s final word.',
  requirement: 'PAY-01',
  impact: 'critical',
  money: 'Between challenge and confirmation the money is nobody’s.',
  needs: ['partners'],
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_challenge' });
    const payment = await deposit(stage, who);
    await control.settle();
    await expectStatus(stage, payment, 'challenge');
    await expect.wallet(who.player, { cash: '100.00' });

    const { payment_id } = payment;
    const answers = await control.partners.tell({ payment_id, status: 'completed' });
    expect.that(answers, 'the answers to the webhook').equals([200]);
    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '150.00' });
  },
});

export const depositScenarios = [
  payments01,
  payments02,
  payments03,
  payments04,
  payments05,
  payments06,
  payments07,
  payments08,
  payments09,
  payments10,
  payments11,
] as const;
