import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditHash, reckonChain } from './audit-chain.js';
import type { AuditEntry } from './audit-chain.js';

/** A log of this many entries, as its export has them. */
function stage(length: number): readonly string[] {
  const lines: string[] = [];
  let head = '0'.repeat(64);
  for (let seq = 1; seq <= length; seq += 1) {
    const facts = {
      ...{ seq, at: '2026-01-01T00:00:00.000Z', client_id: 'c', operation: 'debitRound' },
      ...{ type: 'round.debited', player_id: seq === 2 ? null : 'p', request_id: `r${seq}` },
      ...{
        trace_id: 'f'.repeat(32),
        data: { b: seq, a: { d: '1', c: null } },
        previous_hash: head,
      },
    };
    const entry: AuditEntry = { ...facts, hash: auditHash(facts) };
    lines.push(JSON.stringify(entry));
    head = entry.hash;
  }
  return lines;
}

const brokenAt = (lines: readonly string[]): number | null =>
  reckonChain(lines.join('\n')).brokenAt;

test('a sound log is reckoned to its head, and an empty one to zeros', () => {
  const lines = stage(4);
  const { entries, head, brokenAt: broken } = reckonChain(`${lines.join('\n')}\n`);

  assert.deepEqual([entries.length, broken], [4, null]);
  assert.equal(head, (JSON.parse(lines[3] ?? '') as AuditEntry).hash);
  assert.deepEqual(reckonChain(''), { entries: [], head: '0'.repeat(64), brokenAt: null });
});

test('the hash of an entry is the documented one', () => {
  const entry = {
    ...{ seq: 1, at: '2026-01-01T00:00:00.000Z', client_id: 'c', operation: 'o', type: 't' },
    ...{ player_id: null, request_id: 'r', trace_id: 'x', data: { b: 1, a: 'é' } },
    previous_hash: '0',
  };
  // printf '%s' '[1,"2026-01-01T00:00:00.000Z","c","o","t",null,"r","x",{"a":"é","b":1},"0"]' | sha256sum
  assert.equal(
    auditHash(entry),
    '3366336912a8e43958b7c77d86150ac9cd8ac72b884b80b23e85d2b759eaba08',
  );
});

test('an altered, removed, added, moved or unreadable line breaks the chain where it stands', () => {
  const [one = '', two = '', three = '', four = ''] = stage(4);

  assert.equal(brokenAt([one, two.replace('"b":2', '"b":3'), three, four]), 2);
  assert.equal(brokenAt([one, two.replace('"r2"', '"r9"'), three, four]), 2);
  assert.equal(brokenAt([one, three, four]), 2);
  assert.equal(brokenAt([two, three, four]), 1);
  assert.equal(brokenAt([one, three, two, four]), 2);
  assert.equal(brokenAt([one, one, two, three]), 2);
  assert.equal(brokenAt([one, two, '{"seq":3', four]), 3);
  assert.equal(brokenAt([one, two, 'null', four]), 3);
});

test('a line altered together with its own hash breaks the chain at the next', () => {
  const [one = '', two = '', three = ''] = stage(3);
  const { hash: _hash, ...facts } = JSON.parse(two) as AuditEntry;
  const changed = { ...facts, data: { b: 9 } };
  const rehashed = JSON.stringify({ ...changed, hash: auditHash(changed) });

  assert.equal(brokenAt([one, rehashed, three]), 3);
});

test('a cut tail changes the head', () => {
  const lines = stage(3);

  assert.equal(brokenAt(lines.slice(0, 2)), null);
  assert.notEqual(
    reckonChain(lines.slice(0, 2).join('\n')).head,
    reckonChain(lines.join('\n')).head,
  );
});
