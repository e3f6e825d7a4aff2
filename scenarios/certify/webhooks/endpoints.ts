import { isSignedWith } from '../../../src/client/index.js';
import { scenario } from '../../../src/harness/scenario.js';
import { MINUTE_MS } from '../../../src/kernel/time.js';
import { deliveriesOnce, listening, nowMs, ofPlayer, staked, tried, typesOf } from './listener.js';

export const webhooks20 = scenario({
  id: 'WEBHOOKS-20',
  title: 'A player whose event fails holds up nobody else',
  rule: 'A failing delivery MUST hold up later events of its player only.',
  requirement: 'NET-05',
  money: 'One event a receiver chokes on would stop the books of all players.',
  needs: ['webhooks'],
  async run(stage) {
    const { expect } = stage;
    const listener = await listening(stage);
    listener.inbox.answer(({ playerId }) => (playerId === stuck.player_id ? 500 : 204));
    const stuck = await stage.given.player({ balance: '100.00' });
    const { platform, given } = stage;
    expect(await platform.debitRound(given.debit(stuck), { as: listener.as })).accepted();
    await deliveriesOnce(stage, listener, tried(1));
    const others = await Promise.all([1, 2, 3].map(() => staked(stage, listener)));

    for (const { player } of others) {
      const [arrived] = await listener.inbox.received(1, ofPlayer(player));
      expect.that(arrived?.answered, 'the event of another player').equals(204);
    }
    const waiting = listener.inbox.webhooks.filter(ofPlayer(stuck));
    expect.that(waiting, 'attempts for the one who is stuck').hasLength(1);
  },
});

export const webhooks21 = scenario({
  id: 'WEBHOOKS-21',
  title: 'An endpoint that hangs slows no other',
  rule: 'Each endpoint MUST be served by itself: one that never answers delays nobody.',
  requirement: 'RES-01',
  money: 'The slowest receiver would set the pace of all settlements.',
  needs: ['webhooks'],
  async run(stage) {
    const { expect } = stage;
    const hanging = await listening(stage);
    hanging.inbox.answer('silence');
    const brisk = await listening(stage, { as: hanging.as });
    const { player } = await staked(stage, hanging);
    await hanging.inbox.received(1, ofPlayer(player));
    const more = await Promise.all([1, 2, 3, 4].map(() => staked(stage, hanging)));

    for (const one of [{ player }, ...more]) {
      expect.that(await brisk.inbox.received(1, ofPlayer(one.player)), 'in time').hasLength(1);
    }
    const items = await deliveriesOnce(stage, brisk, (all) =>
      all.every(({ status }) => status === 'delivered'),
    );
    expect.that(items, 'the deliveries').hasLength(5);
    const late = items.filter(({ attempts }) => attempts !== 1);
    expect.that(late, 'those that took more than one attempt').isEmpty();
  },
});

export const webhooks22 = scenario({
  id: 'WEBHOOKS-22',
  title: 'Nothing is lost when the platform crashes',
  rule: 'What was committed MUST be delivered at least once, whatever restarts in between.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'A crash is exactly when the receiver must be able to rely on what it is told.',
  needs: ['webhooks', 'clock', 'restart'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const listener = await listening(stage);
    const { as, inbox } = listener;
    inbox.answer(503);
    const { player, taken } = await staked(stage, listener);
    const win = given.creditOf(taken, { win_amount: '5.00' });
    expect(await platform.creditRound(win, { as })).accepted();
    await inbox.received(1, ofPlayer(player));
    await control.restart({ crash: true });
    inbox.answer(204);
    await control.advance(MINUTE_MS);
    const last = given.debit(player);
    expect(await platform.debitRound(last, { as })).accepted();

    const taken204 = ({ answered }: { answered: unknown }): boolean => answered === 204;
    const arrived = await inbox.received(3, (one) => ofPlayer(player)(one) && taken204(one));
    expect
      .that(typesOf(arrived), 'the events taken')
      .equals(['round.debited', 'round.credited', 'round.debited']);
  },
});

export const webhooks23 = scenario({
  id: 'WEBHOOKS-23',
  title: 'Only a 2xx is a delivery',
  rule: 'Redirects and refusals of the receiver MUST NOT count as delivered, nor be followed.',
  requirement: 'NET-05',
  money: 'A login page that answers 302 swallows every event.',
  needs: ['webhooks'],
  async run(stage) {
    const { expect } = stage;
    const one = await listening(stage);
    const others = [await listening(stage, one), await listening(stage, one)];
    const answers = [302, 404, 200] as const;
    const listeners = [one, ...others];
    listeners.forEach(({ inbox }, at) => inbox.answer(answers[at] ?? 204));
    await staked(stage, one);

    const outcomes: unknown[] = [];
    for (const listener of listeners) {
      const [delivery] = await deliveriesOnce(stage, listener, tried(1));
      outcomes.push([delivery?.last_status, delivery?.status]);
    }
    expect.that(outcomes, 'what became of 302, 404 and 200').equals([
      [302, 'pending'],
      [404, 'pending'],
      [200, 'delivered'],
    ]);
  },
});

export const webhooks24 = scenario({
  id: 'WEBHOOKS-24',
  title: 'Nothing is sent to a disabled endpoint',
  rule: 'A disabled endpoint MUST get nothing, and after it only what waited and what is new.',
  requirement: 'NET-05',
  money: 'Whoever switches a leaking receiver off must be able to rely on it.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, expect } = stage;
    const listener = await listening(stage);
    const { as, endpoint_id, inbox } = listener;
    const witness = await listening(stage, { as });
    const turn = async (status: string): Promise<void> => {
      const answer = await platform.setWebhookEndpointStatus({ endpoint_id, status }, { as });
      expect(answer).accepted({ status });
    };
    inbox.answer(500);
    const waiting = await staked(stage, listener);
    await deliveriesOnce(stage, listener, tried(1));
    inbox.answer(204);
    await turn('disabled');
    const missed = await staked(stage, listener);
    await witness.inbox.received(1, ofPlayer(missed.player));
    const [held] = await deliveriesOnce(stage, listener, tried(1));
    expect.that(held, 'what waits').includes({ status: 'pending', next_attempt_at: null });
    expect.that(inbox.webhooks, 'webhooks while it is disabled').hasLength(1);
    await turn('enabled');
    const fresh = await staked(stage, listener);

    await inbox.received(1, ofPlayer(fresh.player));
    const arrived = await inbox.received(2, ofPlayer(waiting.player));
    expect.that(arrived.at(-1)?.answered, 'what waited').equals(204);
    expect.that(inbox.webhooks.filter(ofPlayer(missed.player)), 'what it missed').isEmpty();
    expect.that(inbox.webhooks, 'all webhooks').hasLength(3);
  },
});

export const webhooks25 = scenario({
  id: 'WEBHOOKS-25',
  title: 'A receiver that is gone for good is left alone',
  rule: 'After 410 an endpoint MUST be disabled.',
  requirement: 'NET-05',
  money: 'Events sent for years to an address that somebody else may own one day.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, expect } = stage;
    const listener = await listening(stage);
    const { as, endpoint_id, inbox } = listener;
    const witness = await listening(stage, { as });
    inbox.answer(410);
    await staked(stage, listener);
    await deliveriesOnce(stage, listener, tried(1));
    const { player } = await staked(stage, listener);
    await witness.inbox.received(1, ofPlayer(player));

    const shown = await platform.getWebhookEndpoint({ endpoint_id }, { as });
    expect(shown).accepted({ status: 'disabled' });
    expect.that(inbox.webhooks, 'all webhooks').hasLength(1);
  },
});

export const webhooks26 = scenario({
  id: 'WEBHOOKS-26',
  title: 'An event is redelivered on demand as it was',
  rule: 'A redelivery MUST bear the id and body of the first delivery, signed anew.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'A receiver that lost its books fetches them; one that did not books nothing twice.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, expect } = stage;
    const listener = await listening(stage);
    const { as, inbox, secret } = listener;
    const { player } = await staked(stage, listener);
    const [delivery] = await deliveriesOnce(stage, listener, tried(1));
    const asked = { delivery_id: delivery?.delivery_id };
    expect(await platform.redeliverWebhook(asked, { as })).accepted();

    const arrived = await inbox.received(2, ofPlayer(player));
    const [first, second] = arrived;
    expect.that(arrived, 'the webhooks').hasLength(2);
    expect.that(second?.id, 'the id').equals(first?.id);
    expect.that(second?.raw.toString(), 'the body').equals(first?.raw.toString());
    const now = await nowMs(stage);
    expect.that(second && isSignedWith(second, secret, now), 'verified').isTrue();
    const [over] = await deliveriesOnce(stage, listener, tried(2));
    expect.that(over, 'the delivery').includes({ status: 'delivered', attempts: 2 });
  },
});

export const endpointScenarios = [
  ...[webhooks20, webhooks21, webhooks22, webhooks23],
  ...[webhooks24, webhooks25, webhooks26],
] as const;
