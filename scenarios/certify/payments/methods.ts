import { scenario } from '../../../src/harness/scenario.js';
import { asking, cashier, deposit, pspToken, withdraw } from './cashier.js';

export const payments12 = scenario({
  id: 'PAYMENTS-12',
  title: 'No money goes to or comes from another player’s method',
  rule: 'A payment MUST use the player’s own method; another’s is as if it did not exist.',
  requirement: 'PAY-06',
  impact: 'critical',
  money: 'Winnings would be paid out to a stranger’s account.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const victim = await cashier(stage, { verified: true });
    const thief = await cashier(stage, { verified: true });
    const crossed = asking(stage, { player: victim.player, method: thief.method });

    expect(await platform.createWithdrawal(crossed)).refused('METHOD_NOT_FOUND');
    expect(await platform.createDeposit(crossed)).refused('METHOD_NOT_FOUND');
    await expect.wallet(victim.player, { cash: '100.00', held: '0.00' });
    await withdraw(stage, victim);
    await expect.wallet(victim.player, { cash: '50.00', held: '50.00' });
  },
});

export const payments13 = scenario({
  id: 'PAYMENTS-13',
  title: 'Nothing is paid out to a method that is not verified',
  rule: 'A payment method MUST be verified before a withdrawal goes to it.',
  requirement: 'PAY-06',
  impact: 'critical',
  money: 'An unverified account may be anybody’s; what is paid there does not come back.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage);

    expect(await platform.createWithdrawal(asking(stage, who))).refused('METHOD_NOT_VERIFIED');
    await expect.wallet(who.player, { cash: '100.00', held: '0.00' });
    const { method_id } = who.method;
    expect(await platform.verifyPaymentMethod({ method_id })).accepted();
    await control.settle();
    await withdraw(stage, who);
  },
});

export const payments14 = scenario({
  id: 'PAYMENTS-14',
  title: 'A method that the PSP does not vouch for takes and gives nothing',
  rule: 'A method whose verification failed MUST be refused, for deposits too.',
  requirement: 'PAY-06',
  impact: 'critical',
  money: 'Whose card it is, nobody knows: the money is claimed back later.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const who = await cashier(stage, { token: 'tok_unverifiable', verified: true });
    const { player_id } = who.player;

    const { items } = expect(await platform.listPaymentMethods({ player_id })).accepted();
    expect.that(items[0]?.status, 'the status of the method').equals('failed');
    expect(await platform.createWithdrawal(asking(stage, who))).refused('METHOD_NOT_VERIFIED');
    expect(await platform.createDeposit(asking(stage, who))).refused('METHOD_NOT_VERIFIED');
    await expect.wallet(who.player, { cash: '100.00', held: '0.00' });
  },
});

export const payments15 = scenario({
  id: 'PAYMENTS-15',
  title: 'Of a card no more is known than brand and last four digits',
  rule: 'A method MUST show brand and last four digits, and neither its token nor its number.',
  requirement: 'PAY-05',
  impact: 'critical',
  money: 'A token in the wrong hands charges the card.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const player = await given.player();
    const token = pspToken(stage);
    const kept = { player_id: player.player_id, psp_token: token };
    const made = await platform.createPaymentMethod(kept);
    const { method_id } = expect(made).accepted({ status: 'unverified', last4: null });
    expect(await platform.verifyPaymentMethod({ method_id })).accepted({ status: 'verifying' });
    await control.settle();

    const listed = await platform.listPaymentMethods(player);
    const [method] = expect(listed).accepted().items;
    expect.that(method?.status, 'the status').equals('verified');
    expect
      .that([method?.kind, method?.brand, method?.last4], 'the card')
      .equals(['card', 'visa', '4242']);
    expect.that(listed.text.includes(token), 'whether the token is shown').isFalse();
    const journal = await platform.listAuditEntries(player);
    expect(journal).accepted();
    expect.that(journal.text.includes(token), 'whether the journal knows the token').isFalse();
  },
});

export const payments16 = scenario({
  id: 'PAYMENTS-16',
  title: 'A player keeps each token once',
  rule: 'A token that a player has kept already MUST be refused, naming the method.',
  requirement: 'PAY-06',
  money: 'Two methods for one card hide how much went through it.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player();
    const kept = { player_id: player.player_id, psp_token: pspToken(stage) };
    const { method_id } = expect(await platform.createPaymentMethod(kept)).accepted();

    expect(await platform.createPaymentMethod(kept)).refused('ALREADY_EXISTS', { method_id });
    const { items } = expect(await platform.listPaymentMethods(player)).accepted();
    const ids = items.map((method) => method.method_id);
    expect.that(ids, 'the methods').equals([method_id]);
  },
});

export const payments17 = scenario({
  id: 'PAYMENTS-17',
  title: 'Payments are listed newest first, page by page',
  rule: 'Lists MUST be stable under paging: nothing twice, nothing left out.',
  requirement: 'MONEY-06',
  money: 'A payment that no page shows is not reconciled.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers' });
    const begun: string[] = [];
    for (let count = 0; count < 3; count += 1)
      begun.unshift((await deposit(stage, who)).payment_id);

    const { player_id } = who.player;
    const first = expect(await platform.listPayments({ player_id, limit: 2 })).accepted();
    await deposit(stage, who); // a newer one does not move the page
    const cursor = first.next_cursor;
    const rest = expect(await platform.listPayments({ player_id, limit: 2, cursor })).accepted();
    const listed = [...first.items, ...rest.items].map(({ payment_id }) => payment_id);
    expect.that(listed, 'the payments on both pages').equals(begun);
    expect.that(rest.next_cursor, 'the cursor of the last page').equals(null);
  },
});

export const methodScenarios = [
  payments12,
  payments13,
  payments14,
  payments15,
  payments16,
  payments17,
] as const;
