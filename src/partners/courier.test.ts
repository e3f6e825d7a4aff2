import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, parseTime, SECOND_MS } from '../kernel/time.js';
import { RETRY_MS } from './courier.js';
import type { PartnerStage } from './stage.js';
import { openPartnerStage } from './stage.js';

async function stage(work: (at: PartnerStage) => Promise<void>): Promise<void> {
  const opened = await openPartnerStage();
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

const WEEK_MS = 7 * DAY_MS;

const charge = (at: PartnerStage, id = 'p1', token = 'tok_ok') =>
  at.psp('/v1/charges', { payment_id: id, token, amount: '10.00', currency: 'EUR' });

const secondsOf = ({ hooks }: PartnerStage, fromMs: number) =>
  hooks.map(({ atMs }) => (atMs - fromMs) / SECOND_MS);

test('a webhook that is not taken comes again on its schedule, and is then given up', () =>
  stage(async (at) => {
    const fromMs = at.clock.now();
    await charge(at);
    at.answers.push(...Array.from({ length: 20 }, () => 500));
    await at.advance(WEEK_MS);
    let sum = 0;
    const instants = RETRY_MS.map((ms) => (sum += ms) / SECOND_MS);
    assert.deepEqual(secondsOf(at, fromMs), [0, ...instants]);
    assert.equal(new Set(at.hooks.map(({ body }) => body['event_id'])).size, 1);
    assert.deepEqual(at.partners.psp.state().waiting, []);
  }));

test('each attempt is signed for its own time, or a late one would be stale', () =>
  stage(async (at) => {
    await charge(at);
    at.answers.push(500, 401, 302);
    await at.advance(WEEK_MS);
    assert.equal(at.hooks.length, 4);
    for (const { atMs, body, signed } of at.hooks) {
      assert.equal(parseTime(body['timestamp'] ?? ''), atMs);
      assert.ok(signed);
    }
  }));

test('a webhook carries the request that led to it', () =>
  stage(async (at) => {
    await charge(at);
    await at.advance(0);
    assert.equal(at.hooks[0]?.headers['x-request-id'], 'req-1');
  }));

test('what is due at one instant goes out in the order in which it was planned', () =>
  stage(async (at) => {
    const ids = Array.from({ length: 12 }, (_, nth) => `p${nth}`);
    for (const id of ids) await charge(at, id, id === 'p3' ? 'tok_slow_webhook' : 'tok_ok');
    await at.advance(WEEK_MS);
    const last = ids.filter((id) => id !== 'p3');
    assert.deepEqual(
      at.hooks.map(({ body }) => body['payment_id']),
      [...last, 'p3'],
    );
  }));

test('who is down drops calls and tells nothing, and makes up for it on return', () =>
  stage(async (at) => {
    await charge(at);
    at.partners.psp.state().mode = 'down';
    assert.equal((await charge(at, 'p2')).status, 0);
    await at.advance(60 * SECOND_MS);
    assert.deepEqual(at.hooks, []);
    assert.equal(at.partners.psp.courier.nextDueMs(), undefined);
    assert.equal((await at.kyc('/v1/screenings', { person: { name: 'Ada' } })).status, 200);
    at.partners.psp.state().mode = 'ok';
    await at.advance(0);
    assert.deepEqual(
      at.hooks.map(({ body }) => body['payment_id']),
      ['p1'],
    );
    assert.equal((await at.psp('/v1/payments/p2')).status, 404, 'what was dropped never happened');
  }));

test('who is slow answers late, and does it all the same', () =>
  stage(async (at) => {
    Object.assign(at.partners.psp.state(), { mode: 'slow', latency_ms: 150 });
    const startedMs = performance.now();
    assert.equal((await charge(at)).status, 202);
    assert.ok(performance.now() - startedMs >= 149);
  }));

test('duplicate: the same bytes come twice', () =>
  stage(async (at) => {
    at.faults.push({ kind: 'duplicate' });
    await charge(at);
    await at.advance(0);
    assert.equal(at.hooks.length, 2);
    assert.deepEqual(at.hooks[0]?.body, at.hooks[1]?.body);
  }));

test('reorder: the next one overtakes it', () =>
  stage(async (at) => {
    at.faults.push({ kind: 'reorder' });
    await charge(at, 'first');
    await charge(at, 'second');
    await at.advance(5 * SECOND_MS);
    assert.deepEqual(
      at.hooks.map(({ body }) => body['payment_id']),
      ['second', 'first'],
    );
  }));

test('corrupt_signature and stale_timestamp spoil one attempt, not the next', () =>
  stage(async (at) => {
    at.faults.push({ kind: 'corrupt_signature' }, { kind: 'stale_timestamp' });
    at.answers.push(401, 401, 200);
    await charge(at);
    await at.advance(WEEK_MS);
    const ages = at.hooks.map(({ atMs, body }) => atMs - (parseTime(body['timestamp'] ?? '') ?? 0));
    assert.deepEqual(
      at.hooks.map(({ signed }) => signed),
      [false, true, true],
    );
    assert.deepEqual(ages, [0, 600 * SECOND_MS, 0]);
  }));

test('reset_before loses the webhook, reset_after_commit its answer: it comes again', () =>
  stage(async (at) => {
    const fromMs = at.clock.now();
    at.faults.push({ kind: 'reset_before' }, { kind: 'reset_after_commit' });
    await charge(at);
    await at.advance(WEEK_MS);
    assert.deepEqual(secondsOf(at, fromMs), [1, 6]);
  }));

test('what a partner remembers is text: loaded again, it goes on as if nothing had happened', () =>
  stage(async (at) => {
    await charge(at, 'p1', 'tok_slow_webhook');
    const kept = at.partners.save();
    const nowMs = at.clock.now();
    await at.advance(WEEK_MS);
    await charge(at, 'p2');
    at.clock.set(nowMs);
    at.partners.load(kept);
    assert.equal(at.partners.save(), kept);
    assert.equal((await at.psp('/v1/payments/p2')).status, 404);
    await at.advance(WEEK_MS);
    assert.equal(at.hooks.length, 2);
    assert.deepEqual(at.hooks[0]?.body, at.hooks[1]?.body);
  }));

test('the same seed gives the same ids and the same webhooks, another seed others', async () => {
  const bodies = async (seed: string) => {
    const opened = await openPartnerStage(seed);
    for (const token of ['tok_ok', 'tok_double_event', 'tok_slow_webhook']) {
      await charge(opened, token, token);
    }
    await opened.psp('/v1/cards', {});
    await opened.advance(WEEK_MS);
    const found = { hooks: opened.hooks.map(({ body }) => body), state: opened.partners.save() };
    await opened.close();
    return found;
  };
  const [one, same, other] = [await bodies('1'), await bodies('1'), await bodies('2')];
  assert.deepEqual(one, same);
  assert.notDeepEqual(one.hooks, other.hooks);
});

test('the log tells what was asked and what was sent, without personal data', () =>
  stage(async (at) => {
    await charge(at);
    await at.kyc('/v1/screenings', { person: { name: 'Ada Demo' } });
    await at.advance(0);
    assert.deepEqual(
      at.partners.psp.log(10).map(({ direction, status }) => [direction, status]),
      [
        ['asked', 202],
        ['sent', 200],
      ],
    );
    assert.equal(JSON.stringify(at.partners.kyc.log(10)).includes('Ada'), false);
  }));
