import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import { isSignedWith } from '../../../src/client/index.js';
import { deliveriesOnce, listening, nowMs, ofPlayer, staked, tried } from './listener.js';

export const webhooks27 = scenario({
  id: 'WEBHOOKS-27',
  title: 'The endpoints of a client do not exist for another',
  rule: 'A client MUST see and change only its own endpoints and deliveries.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'A competitor that rotates the secret or switches the endpoint off stops the books.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const listener = await listening(stage);
    const { endpoint_id } = listener;
    await staked(stage, listener);
    const [delivery] = await deliveriesOnce(stage, listener, tried(1));
    const as = await given.client();

    const status = { endpoint_id, status: 'disabled' };
    const asked: readonly Answer<unknown>[] = [
      await platform.getWebhookEndpoint({ endpoint_id }, { as }),
      await platform.setWebhookEndpointStatus(status, { as }),
      await platform.rotateWebhookSecret({ endpoint_id }, { as }),
      await platform.listWebhookDeliveries({ endpoint_id }, { as }),
    ];
    for (const answer of asked) expect(answer).refused('ENDPOINT_NOT_FOUND');
    const again = { delivery_id: delivery?.delivery_id };
    expect(await platform.redeliverWebhook(again, { as })).refused('DELIVERY_NOT_FOUND');
    const endpoints = expect(await platform.listWebhookEndpoints({}, { as })).accepted();
    const deliveries = expect(await platform.listWebhookDeliveries({}, { as })).accepted();
    expect.that([...endpoints.items, ...deliveries.items], 'what the other sees').isEmpty();
    const own = { as: listener.as };
    expect(await platform.getWebhookEndpoint({ endpoint_id }, own)).accepted({ status: 'enabled' });
  },
});

export const webhooks28 = scenario({
  id: 'WEBHOOKS-28',
  title: 'Deliveries are listed by endpoint and status, a page at a time',
  rule: 'Deliveries MUST page stably, newest first, while new ones arrive.',
  requirement: 'NET-05',
  contractOnly: 'It holds the list of deliveries to its filters and pages.',
  money: 'Whoever looks for the missing event must find it.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, expect } = stage;
    const listener = await listening(stage);
    const { as, endpoint_id } = listener;
    const refusing = await listening(stage, { as });
    refusing.inbox.answer(500);
    for (let round = 0; round < 4; round += 1) await staked(stage, listener);
    const all = await deliveriesOnce(stage, listener, tried(1, 4));
    await deliveriesOnce(stage, refusing, tried(1, 4));

    const asked = { endpoint_id, limit: 3 };
    const page = expect(await platform.listWebhookDeliveries(asked, { as })).accepted();
    await staked(stage, listener);
    const next = { ...asked, cursor: page.next_cursor };
    const rest = expect(await platform.listWebhookDeliveries(next, { as })).accepted();
    const seen = [...page.items, ...rest.items].map(({ delivery_id }) => delivery_id);
    expect.that(seen, 'the pages').equals(all.map(({ delivery_id }) => delivery_id));
    expect.that(rest.next_cursor, 'the end').equals(null);
    const pending = { status: 'pending', endpoint_id: refusing.endpoint_id };
    const waiting = expect(await platform.listWebhookDeliveries(pending, { as })).accepted();
    expect.that(waiting.items.length, 'what waits').isAtLeast(4);
    const dead = await platform.listWebhookDeliveries({ ...pending, status: 'dead' }, { as });
    expect.that(expect(dead).accepted().items, 'what is dead').isEmpty();
    const nowhere = { ...asked, cursor: 'elsewhere' };
    const lost = await platform.listWebhookDeliveries(nowhere, { as });
    expect(lost).refused('VALIDATION_ERROR', { field: 'cursor' });
  },
});

export const webhooks29 = scenario({
  id: 'WEBHOOKS-29',
  title: 'An address must be one of the web, without a password in it',
  rule: 'An endpoint MUST be an http(s) URL without user or password.',
  requirement: 'NET-05',
  contractOnly: 'It holds addresses to what can be sent to; private ones are for a unit test.',
  money: 'A password in an address is in every log that names it.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const as = await given.client();
    const events = ['round.*'];
    const wrong = [
      'ftp://127.0.0.1/x',
      'file:///etc/passwd',
      'http://user:secret@127.0.0.1/',
      '/x',
    ];
    for (const url of [...wrong, 'http://', 'http://[::1/']) {
      const answer = await platform.createWebhookEndpoint({ url, events }, { as });
      expect(answer).refused('VALIDATION_ERROR', { field: 'url' });
    }
    const { items } = expect(await platform.listWebhookEndpoints({}, { as })).accepted();
    expect.that(items, 'the endpoints').isEmpty();
    expect.that((await listening(stage, { as })).endpoint_id, 'a sound one').matches(/./);
  },
});

export const webhooks30 = scenario({
  id: 'WEBHOOKS-30',
  title: 'Receivers can be tried with webhooks that come twice, forged or late',
  rule: 'A sandbox SHOULD send webhooks twice, with a wrong signature or an old time, when told.',
  requirement: 'NET-05',
  level: 'SHOULD',
  contractOnly: 'It holds the sandbox to what those who write receivers need of it.',
  money: 'A receiver that was never shown a forged webhook takes the first one that comes.',
  needs: ['webhooks', 'faults'],
  async run(stage) {
    const { expect, control } = stage;
    const listener = await listening(stage);
    const { inbox, secret, endpoint_id } = listener;
    const told = async (kind: 'duplicate' | 'corrupt_signature' | 'stale_timestamp') => {
      await control.fault({ operation: 'webhook.out', match: { endpoint_id }, kind });
      const { player } = await staked(stage, listener);
      return inbox.received(kind === 'duplicate' ? 2 : 1, ofPlayer(player));
    };
    const twice = await told('duplicate');
    const [forged] = await told('corrupt_signature');
    const [stale] = await told('stale_timestamp');
    const now = await nowMs(stage);

    expect.that(twice, 'the duplicate').hasLength(2);
    expect.that(twice[0]?.id, 'its id').equals(twice[1]?.id);
    expect.that(twice[0] && isSignedWith(twice[0], secret, now), 'sound').isTrue();
    expect.that(forged && isSignedWith(forged, secret, now), 'forged').isFalse();
    expect.that(stale && isSignedWith(stale, secret, now), 'stale').isFalse();
  },
});

export const webhooks31 = scenario({
  id: 'WEBHOOKS-31',
  title: 'Nobody waits for an event that is never sent',
  rule: 'A type of event that does not exist MUST be refused, naming the member and what there is.',
  requirement: 'NET-05',
  money: 'One letter wrong, and the books wait for settlements that were told to nobody.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const as = await given.client();
    const url = 'http://127.0.0.1:9/webhooks';
    for (const misspelt of ['round.debitted', 'rounds.*', 'round', 'webhook.dead_lettered']) {
      const wish = { url, events: ['round.credited', misspelt] };
      const answer = await platform.createWebhookEndpoint(wish, { as });
      expect(answer).refused('VALIDATION_ERROR', { field: 'events.1', rule: 'enum' });
      const told = JSON.stringify(answer.details);
      expect.that(told, 'the details').matches(/"round\.debited"/);
    }
    const { items } = expect(await platform.listWebhookEndpoints({}, { as })).accepted();
    expect.that(items, 'the endpoints').isEmpty();

    const right = { url, events: ['round.credited', 'round.debited'] };
    expect(await platform.createWebhookEndpoint(right, { as })).accepted({ status: 'enabled' });
  },
});

export const webhookAccessScenarios = [
  ...[webhooks27, webhooks28, webhooks29, webhooks30, webhooks31],
] as const;
