import { scenario } from '../../../src/harness/scenario.js';
import { expectStatus, leftBy, notedOf } from '../payments/cashier.js';
import { deliver, silentDeposit, traceOf } from './events.js';

const facts = { impact: 'critical', needs: ['partners'] } as const;

export const hooks40 = scenario({
  ...facts,
  id: 'HOOKS-40',
  title: 'A genuine webhook replayed at once has no second effect',
  rule: 'A repeat of an event MUST be answered as the first was, and have no effect.',
  requirement: 'PAY-04',
  money: 'The simplest attack of all: send it again.',
  async run(stage) {
    const { given, expect } = stage;
    const pending = await silentDeposit(stage);
    const sent = await given.webhook(pending.payment);
    const first = await deliver(stage, sent);
    expect(first).accepted({ status: 'completed' });
    const before = await traceOf(stage, pending);

    const again = await deliver(stage, sent);
    expect(again).accepted();
    expect.that(again.body, 'the answer to the repeat').equals(first.body);
    expect.that(await traceOf(stage, pending), 'wallet, statement, journal').equals(before);
    await expect.wallet(pending.player, { cash: '150.00' });
  },
});

export const hooks41 = scenario({
  ...facts,
  id: 'HOOKS-41',
  title: 'Twenty copies of one webhook at once credit once',
  rule: 'Copies that arrive together MUST have one effect and one answer.',
  requirement: 'PAY-04',
  money: 'Two workers of the PSP, one deposit, twice the money.',
  async run(stage) {
    const { given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);
    const sent = await given.webhook(payment);
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(stage, sent)));

    for (const answer of answers) expect(answer).accepted({ status: 'completed' });
    await expect.wallet(player, { cash: '150.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').equals(['deposit']);
  },
});

export const hooks42 = scenario({
  ...facts,
  id: 'HOOKS-42',
  title: 'Twenty events of one success at once credit once',
  rule: 'Events of one outcome MUST have one effect, whatever their ids.',
  requirement: 'PAY-04',
  money: 'Who deduplicates by event alone pays per event.',
  async run(stage) {
    const { given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);
    const events = await Promise.all(Array.from({ length: 20 }, () => given.webhook(payment)));
    const answers = await Promise.all(events.map((sent) => deliver(stage, sent)));

    for (const answer of answers) expect(answer).accepted({ status: 'completed' });
    await expect.wallet(player, { cash: '150.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').equals(['deposit']);
  },
});

export const hooks43 = scenario({
  ...facts,
  id: 'HOOKS-43',
  title: 'An event that comes again with another amount changes nothing',
  rule: 'An event counts once: what its repeat says otherwise MUST have no effect.',
  requirement: 'PAY-04',
  money: 'First the small amount, then, under the same name, the large one.',
  async run(stage) {
    const { given, expect } = stage;
    const pending = await silentDeposit(stage);
    const event = { event_id: given.id('evt') };
    const first = await deliver(stage, await given.webhook(pending.payment, event));
    expect(first).accepted({ status: 'completed' });
    const before = await traceOf(stage, pending);

    const changed = await given.webhook(pending.payment, { ...event, amount: '5000.00' });
    const again = await deliver(stage, changed);
    expect(again).accepted();
    expect.that(again.body, 'the answer to the repeat').equals(first.body);
    expect.that(await traceOf(stage, pending), 'wallet, statement, journal').equals(before);
  },
});

export const hooks44 = scenario({
  ...facts,
  id: 'HOOKS-44',
  title: 'A success after the failure credits nothing and is an incident',
  rule: 'A final status MUST NOT change; an event that says otherwise is an incident.',
  requirement: 'PAY-04',
  money: 'The failed deposit was perhaps paid by other means already.',
  async run(stage) {
    const { given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);
    const failed = await given.webhook(payment, { status: 'failed' });
    expect(await deliver(stage, failed)).accepted({ status: 'failed' });

    const late = await given.webhook(payment);
    expect(await deliver(stage, late)).accepted({ status: 'failed' });
    await expectStatus(stage, payment, 'failed');
    await expect.wallet(player, { cash: '100.00' });
    const incidents = await notedOf(stage, player, 'incident.contradiction');
    expect.that(incidents, 'the incidents').equals(1);
  },
});

export const hooks45 = scenario({
  ...facts,
  id: 'HOOKS-45',
  title: 'A failure after the success takes nothing back and is an incident',
  rule: 'A final status MUST NOT change; a reversal has a status of its own.',
  requirement: 'PAY-04',
  money: 'Money credited and perhaps played would vanish without a reversal.',
  async run(stage) {
    const { given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);
    expect(await deliver(stage, await given.webhook(payment))).accepted({ status: 'completed' });

    const late = await given.webhook(payment, { status: 'failed' });
    expect(await deliver(stage, late)).accepted({ status: 'completed' });
    await expect.wallet(player, { cash: '150.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').equals(['deposit']);
    const incidents = await notedOf(stage, player, 'incident.contradiction');
    expect.that(incidents, 'the incidents').equals(1);
  },
});

export const hooks46 = scenario({
  ...facts,
  id: 'HOOKS-46',
  title: 'A challenge that arrives after the success changes nothing',
  rule: 'An event out of order MUST NOT move a payment back.',
  requirement: 'PAY-04',
  money: 'Back in challenge, the deposit would be confirmed, and credited, once more.',
  async run(stage) {
    const { given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);
    expect(await deliver(stage, await given.webhook(payment))).accepted({ status: 'completed' });
    const challenge = await given.webhook(payment, { status: 'challenge' });

    expect(await deliver(stage, challenge)).accepted({ status: 'completed' });
    expect(await deliver(stage, await given.webhook(payment))).accepted({ status: 'completed' });
    await expect.wallet(player, { cash: '150.00' });
  },
});

export const hooks47 = scenario({
  ...facts,
  id: 'HOOKS-47',
  title: 'The old success replayed after a chargeback credits nothing',
  rule: 'A reversed deposit MUST stay reversed, whatever comes again.',
  requirement: 'PAY-08',
  money: 'Charged back at the bank and credited anew in the wallet: twice the loss.',
  async run(stage) {
    const { given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);
    const success = await given.webhook(payment);
    expect(await deliver(stage, success)).accepted({ status: 'completed' });
    const reversal = await given.webhook(payment, { status: 'charged_back' });
    expect(await deliver(stage, reversal)).accepted({ status: 'charged_back' });

    expect(await deliver(stage, success)).accepted();
    const anew = await given.webhook(payment);
    expect(await deliver(stage, anew)).accepted({ status: 'charged_back' });
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const hooks48 = scenario({
  ...facts,
  id: 'HOOKS-48',
  title: 'A reversal that overtakes the success leaves nothing to credit',
  rule: 'Webhooks may come out of order: a deposit reversed before it was credited MUST stay so.',
  requirement: 'PAY-04',
  money: 'The credit that comes last would stand for ever.',
  async run(stage) {
    const { given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);
    const reversal = await given.webhook(payment, { status: 'refunded' });
    expect(await deliver(stage, reversal)).accepted({ status: 'refunded' });

    expect(await deliver(stage, await given.webhook(payment))).accepted({ status: 'refunded' });
    await expect.wallet(player, { cash: '100.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').isEmpty();
  },
});

export const replayScenarios = [
  hooks40,
  hooks41,
  hooks42,
  hooks43,
  hooks44,
  hooks45,
  hooks46,
  hooks47,
  hooks48,
] as const;
