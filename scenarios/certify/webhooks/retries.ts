import { isSignedWith } from '../../../src/client/index.js';
import { scenario } from '../../../src/harness/scenario.js';
import { DAY_MS, parseTime } from '../../../src/kernel/time.js';
import { deliveriesOnce, listening, nowMs, ofPlayer, staked, tried, typesOf } from './listener.js';

export const webhooks14 = scenario({
  id: 'WEBHOOKS-14',
  title: 'What did not arrive is tried again',
  rule: 'After a 5xx, a broken line or silence a webhook MUST stay pending and be tried later.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'One restart of the receiver and the bets of those seconds are never booked.',
  needs: ['webhooks'],
  async run(stage) {
    const { expect } = stage;
    const refusing = await listening(stage);
    const { as } = refusing;
    const breaking = await listening(stage, { as });
    const silent = await listening(stage, { as });
    refusing.inbox.answer(503);
    breaking.inbox.answer('reset');
    silent.inbox.answer('silence');
    await staked(stage, refusing);

    const wanted = [
      [refusing, { last_status: 503, last_error: 'refused' }],
      [breaking, { last_status: null, last_error: 'unreachable' }],
      [silent, { last_status: null, last_error: 'timeout' }],
    ] as const;
    for (const [listener, told] of wanted) {
      const [delivery] = await deliveriesOnce(stage, listener, tried(1));
      expect.that(delivery, 'the delivery').includes({ status: 'pending', attempts: 1, ...told });
      const nextAt = parseTime(delivery?.next_attempt_at ?? '') ?? 0;
      expect.that(nextAt > (await nowMs(stage)) - DAY_MS, 'a later attempt is planned').isTrue();
    }
  },
});

export const webhooks15 = scenario({
  id: 'WEBHOOKS-15',
  title: 'A webhook that is tried again is the same, signed anew',
  rule: 'Every attempt MUST bear the same id and body, and a signature of its own time.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'A receiver books each id once: a new id is a second win.',
  needs: ['webhooks', 'clock'],
  exclusive: true,
  async run(stage) {
    const { expect, control } = stage;
    const listener = await listening(stage);
    const { inbox, secret } = listener;
    let refusals = 0;
    inbox.answer(() => ((refusals += 1) <= 3 ? 500 : 204));
    const { player } = await staked(stage, listener);
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const arrived = await inbox.received(attempt, ofPlayer(player));
      const newest = arrived.at(-1);
      const now = await nowMs(stage);
      expect.that(newest && isSignedWith(newest, secret, now), `attempt ${attempt}`).isTrue();
      const [delivery] = await deliveriesOnce(stage, listener, tried(attempt));
      if (delivery?.next_attempt_at != null) await control.setClock(delivery.next_attempt_at);
    }

    const arrived = await inbox.received(4, ofPlayer(player));
    expect.that(new Set(arrived.map(({ id }) => id)).size, 'the number of ids').equals(1);
    const bodies = new Set(arrived.map(({ raw }) => raw.toString()));
    expect.that(bodies.size, 'the number of bodies').equals(1);
    const times = new Set(arrived.map(({ headers }) => headers['webhook-timestamp']));
    expect.that(times.size, 'the number of signed times').equals(4);
    const [delivery] = await deliveriesOnce(stage, listener, tried(4));
    expect.that(delivery, 'the delivery').includes({ status: 'delivered', attempts: 4 });
  },
});

export const webhooks16 = scenario({
  id: 'WEBHOOKS-16',
  title: 'Each wait is longer than the one before, and the eighth attempt is the last',
  rule: 'Retries MUST back off exponentially, and after the last the webhook is dead-lettered.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'Retries without distance keep a receiver that is down from ever coming up.',
  needs: ['webhooks', 'clock'],
  exclusive: true,
  async run(stage) {
    const { expect, control } = stage;
    const listener = await listening(stage);
    listener.inbox.answer(500);
    const { player } = await staked(stage, listener);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt += 1) {
      const [delivery] = await deliveriesOnce(stage, listener, tried(attempt));
      const nextAt = delivery?.next_attempt_at ?? '';
      waits.push((parseTime(nextAt) ?? 0) - (await nowMs(stage)));
      if (nextAt !== '') await control.setClock(nextAt);
    }
    await control.advance(DAY_MS);

    const longer = waits.every((wait, at) => wait > (waits[at - 1] ?? 0));
    expect.that(longer, `each wait is longer than the one before: ${waits.join(', ')}`).isTrue();
    expect.that((waits[6] ?? 0) / (waits[0] ?? 1), 'the last wait by the first').isAtLeast(32);
    const arrived = await listener.inbox.received(8, ofPlayer(player));
    expect.that(arrived, 'the attempts').hasLength(8);
    const [dead] = await deliveriesOnce(stage, listener, tried(8));
    expect
      .that(dead, 'the delivery')
      .includes({ status: 'dead', attempts: 8, last_status: 500, next_attempt_at: null });
  },
});

export const webhooks17 = scenario({
  id: 'WEBHOOKS-17',
  title: 'A dead letter is kept, holds up nobody and is redelivered under its id',
  rule: 'A dead webhook MUST stay listed and be redeliverable under the same id.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'After a long outage the missing bets are fetched, not reconstructed by hand.',
  needs: ['webhooks', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const listener = await listening(stage);
    const { as, inbox } = listener;
    inbox.answer(500);
    const { player } = await staked(stage, listener);
    await inbox.received(1, ofPlayer(player));
    await control.advance(2 * DAY_MS);
    const [dead] = await deliveriesOnce(stage, listener, tried(8));
    expect.that(dead, 'the delivery').includes({ status: 'dead' });
    inbox.answer(204);
    expect(await platform.debitRound(given.debit(player), { as })).accepted();
    const fresh = await inbox.received(9, ofPlayer(player));
    expect.that(fresh.at(-1)?.answered, 'the next event of the player').equals(204);

    const asked = { delivery_id: dead?.delivery_id };
    expect(await platform.redeliverWebhook(asked, { as })).accepted({ status: 'pending' });
    const arrived = await inbox.received(10, ofPlayer(player));
    expect.that(arrived, 'the webhooks').hasLength(10);
    expect.that(arrived.at(-1)?.id, 'the id at redelivery').equals(arrived[0]?.id);
    const over = await deliveriesOnce(stage, listener, tried(9));
    expect.that(over.at(-1), 'the delivery').includes({ status: 'delivered', attempts: 9 });
  },
});

export const webhooks18 = scenario({
  id: 'WEBHOOKS-18',
  title: 'What failed together does not return together',
  rule: 'Retries MUST be spread by jitter.',
  requirement: 'NET-05',
  money: 'A thousand retries in the same instant are the next outage.',
  needs: ['webhooks', 'clock'],
  async run(stage) {
    const { expect } = stage;
    const listener = await listening(stage);
    listener.inbox.answer(503);
    await Promise.all(Array.from({ length: 6 }, () => staked(stage, listener)));

    const failed = await deliveriesOnce(stage, listener, tried(1, 6));
    expect.that(failed, 'the deliveries').hasLength(6);
    const instants = new Set(failed.map((delivery) => delivery.next_attempt_at));
    expect.that(instants.size, 'the number of different instants').isAtLeast(4);
  },
});

export const webhooks19 = scenario({
  id: 'WEBHOOKS-19',
  title: 'The events of a player arrive in order, whatever fails',
  rule: 'An event MUST NOT overtake an earlier one of the same player at the same endpoint.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'A win that arrives before its stake is refused, and the player is not paid.',
  needs: ['webhooks', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const listener = await listening(stage);
    const { as, inbox } = listener;
    inbox.answer(500);
    const { player, taken } = await staked(stage, listener);
    const win = given.creditOf(taken, { win_amount: '5.00' });
    expect(await platform.creditRound(win, { as })).accepted();
    const again = given.debit(player);
    expect(await platform.debitRound(again, { as })).accepted();
    expect(await platform.closeRound(again, { as })).accepted();
    const [first] = (await deliveriesOnce(stage, listener, tried(1))).slice(-1);
    inbox.answer(204);
    if (first?.next_attempt_at != null) await control.setClock(first.next_attempt_at);

    const arrived = await inbox.received(5, ofPlayer(player));
    expect
      .that(typesOf(arrived), 'the attempts')
      .equals([
        ...['round.debited', 'round.debited', 'round.credited'],
        ...['round.debited', 'round.closed'],
      ]);
    const answers = arrived.map(({ answered }) => answered);
    expect.that(answers, 'the answers').equals([500, 204, 204, 204, 204]);
  },
});

export const retryScenarios = [
  ...[webhooks14, webhooks15, webhooks16],
  ...[webhooks17, webhooks18, webhooks19],
] as const;
