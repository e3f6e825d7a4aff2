import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { keepExchange, redactText } from './evidence.js';

test('secrets, tokens and personal data are nowhere in kept evidence', () => {
  const secret = 'hush-hush';
  const body = JSON.stringify({ client_secret: secret, player: { name: secret, email: secret } });
  const kept = keepExchange(
    'http://target',
    'createPlayer',
    {
      method: 'POST',
      path: '/v1/players',
      headers: { authorization: `Bearer ${secret}`, 'x-a': 'b' },
      body,
    },
    {
      kind: 'received',
      status: 200,
      headers: { 'set-cookie': secret },
      text: `{"access_token" : "${secret}","amount":"1.00"}`,
      ms: 1.234,
    },
  );
  assert.equal(JSON.stringify(kept).includes(secret), false);
  assert.equal(kept.response?.body, '{"access_token" : "[redacted]","amount":"1.00"}');
  assert.match(kept.curl, /-H "authorization: Bearer \$TOKEN"/);
});

test('forms are redacted, long bodies are cut, quotes survive the shell', () => {
  assert.equal(redactText('a=1&client_secret=x&b=2'), 'a=1&client_secret=[redacted]&b=2');
  assert.ok(redactText('x'.repeat(10_000)).length < 5_000);
  const { curl } = keepExchange(
    'http://target',
    'raw',
    { method: 'PUT', path: '/it', headers: {}, body: `{"a":"it's"}` },
    { kind: 'lost', reason: 'reset', message: 'gone', ms: 1 },
  );
  assert.equal(curl, String.raw`curl -i -X PUT 'http://target/it' --data-binary '{"a":"it'\''s"}'`);
});

test('the curl can be pasted: the shell puts in what is hidden, and nothing else', () => {
  const kept = keepExchange(
    'http://target',
    'debitRound',
    {
      method: 'GET',
      path: '/it?hash=0ff1ce&note=$HOME`!"&xhash=$SIGNATURE',
      headers: { authorization: 'Bearer t', 'x-hash': 'sha256=0ff1ce', 'x-note': '$SIGNATURE' },
      body: undefined,
    },
    { kind: 'lost', reason: 'reset', message: 'gone', ms: 1 },
    { secrets: [], headers: ['x-hash'], query: ['hash'] },
  );
  assert.ok(!JSON.stringify(kept).includes('0ff1ce'));
  const env = { PATH: process.env['PATH'], SIGNATURE: 'a b', TOKEN: 'T', HOME: '/wrong' };
  const script = `curl() { printf '%s\\n' "$@"; }\n${kept.curl}`;
  const said = spawnSync('sh', ['-c', script], { env, encoding: 'utf8' });
  assert.deepEqual(said.stdout.trimEnd().split('\n'), [
    ...['-i', '-X', 'GET', 'http://target/it?hash=a b&note=$HOME`!"&xhash=$SIGNATURE'],
    ...['-H', 'authorization: Bearer T', '-H', 'x-hash: a b', '-H', 'x-note: $SIGNATURE'],
  ]);
});
