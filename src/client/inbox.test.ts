import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import { bodySignature, standardSignature } from '../kernel/signature.js';
import { MINUTE_MS, realClock } from '../kernel/time.js';
import { isBodySignedWith, isSignedWith, openInbox } from './inbox.js';

const SECRET = 'whsec_bjN3LXMzY3JldC1rZXk=';
const BODY = '{"type":"round.debited","data":{"player_id":"p"}}';

async function stage(t: TestContext) {
  const inbox = await openInbox('here');
  t.after(() => inbox.close());
  const nowMs = realClock.now();
  const timestampS = Math.floor(nowMs / 1_000);
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(timestampS),
    'webhook-signature': `v1,b3RoZXI= ${standardSignature(SECRET, { id: 'evt_1', timestampS, rawBody: BODY })}`,
    'x-signature': `${bodySignature('another', BODY)} ${bodySignature(SECRET, BODY)}`,
  };
  const post = (url = inbox.url) => request(url, { method: 'POST', headers, body: BODY });
  return { inbox, nowMs, headers, post };
}

test('what comes in is kept as it came, and answered as told', async (t) => {
  const { inbox, post } = await stage(t);
  assert.equal((await post()).statusCode, 204);
  inbox.answer(503);
  assert.equal((await post()).statusCode, 503);
  inbox.answer(({ playerId }) => (playerId === 'p' ? 410 : 204));
  assert.equal((await post()).statusCode, 410);
  inbox.answer('reset');
  await assert.rejects(post());
  assert.equal((await post(`${inbox.url}/elsewhere`)).statusCode, 404);

  const [first] = await inbox.received(4);
  assert.deepEqual([first?.id, first?.type, first?.playerId], ['evt_1', 'round.debited', 'p']);
  assert.equal(first?.raw.toString(), BODY);
  assert.deepEqual(
    inbox.webhooks.map(({ answered }) => answered),
    [204, 503, 410, 'reset'],
  );
});

test('a signature is verified as the library does it, against the time of the sender', async (t) => {
  const { inbox, nowMs, headers, post } = await stage(t);
  await post();
  const [webhook] = await inbox.received(1);
  assert.ok(webhook);
  assert.deepEqual(new Webhook(SECRET).verify(BODY, headers), JSON.parse(BODY));
  assert.ok(isSignedWith(webhook, SECRET, nowMs));
  assert.ok(!isSignedWith(webhook, SECRET, nowMs + 6 * MINUTE_MS));
  assert.ok(!isSignedWith(webhook, 'whsec_b3RoZXItc2VjcmV0', nowMs));
  assert.ok(!isSignedWith({ ...webhook, headers: {} }, SECRET, nowMs));
  assert.ok(isBodySignedWith(webhook, SECRET));
  assert.ok(!isBodySignedWith({ ...webhook, raw: Buffer.from('{}') }, SECRET));
});
