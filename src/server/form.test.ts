import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readForm, readQuery } from './form.js';

test('a form is read with plus signs and percent-encoding undone', () => {
  assert.deepEqual(readForm('grant_type=client_credentials&scope=a%3Aread+b%3Aread&empty=&bare'), {
    grant_type: 'client_credentials',
    scope: 'a:read b:read',
    empty: '',
    bare: '',
  });
});

test('a parameter sent twice is an array, and broken encoding stands as it was written', () => {
  assert.deepEqual(readForm('a=1&a=2&a=3&b=%zz&__proto__=x&__proto__=y'), {
    a: ['1', '2', '3'],
    b: '%zz',
  });
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
});

test('a query keeps the first of a repeated parameter and names it', () => {
  assert.deepEqual(readQuery('/v1/games?limit=5&limit=6&cursor=a%20b'), {
    query: { limit: '5', cursor: 'a b' },
    duplicate: 'limit',
  });
  assert.deepEqual(readQuery('/v1/games'), { query: {}, duplicate: undefined });
});
