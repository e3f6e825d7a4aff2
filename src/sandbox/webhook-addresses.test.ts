import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { openStage } from './stage.js';
import { createAddressBook, isPublicAddress } from './webhook-addresses.js';

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.215.14', '2606:2800:220:1::1'],
  'private.example': ['10.0.0.7'],
  'half.example': ['93.184.215.14', '192.168.1.1'],
  'mapped.example': ['::ffff:93.184.215.14'],
  'empty.example': [],
  localhost: ['127.0.0.1', '::1'],
};

/** A resolver that knows the names above and no other. */
const resolve = (host: string): Promise<readonly string[]> => {
  const found = NAMES[host];
  return found ? Promise.resolve(found) : Promise.reject(new Error('ENOTFOUND'));
};

async function stage(t: TestContext, privateAllowed: boolean) {
  const on = await openStage({ webhooks: { privateAllowed, resolve } });
  t.after(() => on.world.close());
  return (url: string) => on.call('createWebhookEndpoint', { url, events: ['*'] });
}

test('an endpoint is made at public addresses only', async (t) => {
  const make = await stage(t, false);
  const refused: readonly (readonly [string, string])[] = [
    ['http://public.example/', 'https'],
    ['https://user:pass@public.example/', 'format'],
    ...[
      'private.example',
      'half.example',
      'mapped.example',
      'empty.example',
      'unknown.example',
      'localhost',
      '127.0.0.1',
      '0x7f.1',
      '2130706433',
      '10.1.2.3',
      '169.254.169.254',
      '[::1]',
      '[fe80::1]',
      '[::ffff:127.0.0.1]',
    ].map((host) => [`https://${host}/hook`, 'public address'] as const),
  ];
  for (const [url, rule] of refused) {
    const { outcome, details } = await make(url);
    assert.deepEqual(
      [outcome, details['field'], details['rule']],
      ['VALIDATION_ERROR', 'url', rule],
    );
  }
  assert.equal((await make('https://public.example/hook')).outcome, 'success');
  assert.equal((await make('https://93.184.215.14/hook')).outcome, 'success');
});

test('configured to, it is made at private ones and by plain http as well', async (t) => {
  const make = await stage(t, true);
  for (const url of ['http://127.0.0.1:9/', 'http://localhost/', 'https://unknown.example/']) {
    assert.equal((await make(url)).outcome, 'success', url);
  }
  assert.equal((await make('https://user@public.example/')).details['rule'], 'format');
});

test('public is what everybody can reach', () => {
  const open = ['1.1.1.1', '93.184.215.14', '223.255.255.255', '2606:4700:4700::1111'];
  const closed = [
    ...['0.0.0.0', '10.255.0.1', '100.64.0.1', '127.8.9.1', '169.254.0.1', '172.31.0.1'],
    ...['192.168.0.1', '198.19.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255', 'elsewhere'],
    ...['::', '::1', 'fc00::1', 'fe80::1', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '64:ff9b::1'],
  ];
  assert.deepEqual(
    open.filter((address) => !isPublicAddress(address)),
    [],
  );
  assert.deepEqual(closed.filter(isPublicAddress), []);
});

test('what is connected to is what was checked', async () => {
  const book = createAddressBook({ privateAllowed: false, resolve });
  assert.deepEqual(await book.checked('public.example'), NAMES['public.example']);
  for (const host of ['half.example', 'empty.example', '[::1]', '127.0.0.1']) {
    await assert.rejects(book.checked(host), /not public/, host);
  }
  const open = createAddressBook({ privateAllowed: true, resolve });
  assert.deepEqual(await open.checked('[::1]'), ['::1']);
});
