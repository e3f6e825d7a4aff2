import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openStage, TRACE_ID } from '../../sandbox/stage.js';
import type { AuditEntry } from './chain.js';
import { GENESIS_HASH, hashOf, keptOf, verifyAuditExport, verifyChain } from './chain.js';

async function stage() {
  const on = await openStage();
  const player = await on.player();
  const place = { player_id: player, round_id: 'r1' };
  const stake = { ...place, amount: '1', currency: 'EUR' };
  await on.call('debitRound', stake, { key: 'k1', requestId: 'the-request' });
  await on.call('rollbackRound', { ...place, debit_key: 'k1' }, { key: 'k2' });
  const ndjson = async () => (await on.call('exportAudit')).text;
  return { ...on, player, stake, ndjson };
}

test('every change is in the log: who asked, under which request and trace, and what changed', async () => {
  const { call, player } = await stage();
  const { items } = (await call('listAuditEntries', { player_id: player })).body as {
    items: AuditEntry[];
  };
  assert.deepEqual(
    items.map(({ type }) => type),
    ['round.rolled_back', 'round.debited', 'wallet.adjusted', 'player.created'],
  );
  const [, debited] = items;
  assert.deepEqual(
    [debited?.client_id, debited?.operation, debited?.request_id, debited?.trace_id],
    ['demo', 'debitRound', 'the-request', TRACE_ID],
  );
  assert.equal(debited?.data['amount'], '1');
});

test('what is refused, repeated or only read leaves no entry', async () => {
  const { call, stake, ndjson } = await stage();
  const before = await ndjson();
  await call('debitRound', stake, { key: 'k1' });
  await call('debitRound', { ...stake, amount: '999' }, { key: 'dear' });
  await call('debitRound', { ...stake, player_id: 'nobody' }, { key: 'nobody' });
  await call('getWallet', stake);
  assert.equal(await ndjson(), before);
});

test('no personal data is in the log', async () => {
  const { call, ndjson } = await stage();
  const person = { name: 'Zoë Unmistakable', email: 'zoe@mail.example', country: 'MT' };
  const born = { external_id: 'zoe-1', date_of_birth: '1991-07-31', currency: 'EUR' };
  const { body } = await call('createPlayer', { ...person, ...born });
  const changed = { name: 'Zoë Renamed', email: 'renamed@mail.example' };
  await call('updatePlayer', { player_id: body['player_id'], ...changed });
  const log = await ndjson();
  assert.ok(log.includes(String(body['player_id'])));
  for (const secret of ['Unmistakable', 'Renamed', 'mail.example', '1991-07-31']) {
    assert.ok(!log.includes(secret), secret);
  }
});

test('the log pages newest first and holds its place while entries arrive', async () => {
  const { call, stake, ndjson } = await stage();
  const seen: number[] = [];
  let cursor: unknown;
  for (let turn = 0; cursor !== null; turn += 1) {
    const told = await call('listAuditEntries', { limit: 3, ...(turn > 0 && { cursor }) });
    const page = told.body as { items: AuditEntry[]; next_cursor: string | null };
    seen.push(...page.items.map(({ seq }) => seq));
    cursor = page.next_cursor;
    if (turn === 0) await call('debitRound', stake, { key: 'meanwhile' });
  }
  const total = (await ndjson()).trimEnd().split('\n').length - 1;
  assert.deepEqual(
    seen,
    Array.from({ length: total }, (_, at) => total - at),
  );
  for (const wrong of ['x', '-1', '1.5', '9'.repeat(16)]) {
    const told = await call('listAuditEntries', { cursor: wrong });
    assert.equal(told.outcome, 'VALIDATION_ERROR', wrong);
  }
});

test('the export verifies offline, with the same head the platform tells', async () => {
  const { call, ndjson } = await stage();
  const told = (await call('verifyAudit')).body;
  const verdict = verifyAuditExport(await ndjson());
  assert.deepEqual({ ...verdict }, told);
  assert.deepEqual([verdict.valid, verdict.broken_at], [true, null]);
  assert.ok(verdict.entries > 4);
  assert.deepEqual(verifyAuditExport(''), {
    ...{ valid: true, entries: 0, head: GENESIS_HASH, broken_at: null },
  });
});

const entriesOf = (ndjson: string): AuditEntry[] =>
  ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEntry);
const linesOf = (entries: readonly object[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

test('any altered member of any entry breaks the chain there, also when its hash is made to fit', async () => {
  const entries = entriesOf(await (await stage()).ndjson());
  const names = Object.keys(entries[0] ?? {});
  fc.assert(
    fc.property(fc.nat(entries.length - 1), fc.constantFrom(...names), (at, name) => {
      const entry = entries[at] as AuditEntry;
      const value = name === 'seq' ? 999 : name === 'data' ? { ...entry.data, x: 1 } : 'altered';
      const altered = { ...entry, [name]: value };
      const found = verifyAuditExport(linesOf(entries.with(at, altered)));
      assert.deepEqual([found.valid, found.entries], [false, at]);
      // Whoever also computes the hash anew breaks the link to the next entry instead.
      const fitted = { ...altered, hash: hashOf(keptOf(altered)) };
      const after = verifyChain(entries.with(at, fitted).map(keptOf));
      const unseen = at === entries.length - 1 && !['seq', 'previous_hash', 'hash'].includes(name);
      assert.equal(after.valid, unseen || name === 'hash');
      assert.equal(after.head === entries.at(-1)?.hash, name === 'hash');
    }),
  );
});

test('a removed, repeated or moved entry is found, and a cut tail by whoever kept the head', async () => {
  const entries = entriesOf(await (await stage()).ndjson());
  const head = entries.at(-1)?.hash;
  const length = entries.length;
  for (let at = 0; at < length - 1; at += 1) {
    const removed = verifyChain(entries.toSpliced(at, 1).map(keptOf));
    assert.deepEqual([removed.valid, removed.broken_at], [false, at + 2]);
    const [one, next] = [entries[at] as AuditEntry, entries[at + 1] as AuditEntry];
    assert.equal(verifyChain(entries.toSpliced(at, 2, next, one).map(keptOf)).valid, false);
    assert.equal(verifyChain(entries.toSpliced(at, 0, one).map(keptOf)).valid, false);
  }
  const cut = verifyChain(entries.slice(0, -1).map(keptOf));
  assert.deepEqual([cut.valid, cut.entries], [true, length - 1]);
  assert.notEqual(cut.head, head);
});

test('garbage is no log, whatever it is', async () => {
  const sound = await (await stage()).ndjson();
  const [first = ''] = sound.split('\n');
  const entry = JSON.parse(first) as Record<string, unknown>;
  const lines = [
    ...['x', '{', '[]', 'null', '1', '"a"', '{}', '{"seq":1}', ' ', '\u0000'],
    JSON.stringify({ ...entry, note: 'a member more' }),
    JSON.stringify({ ...entry, data: undefined }),
    JSON.stringify({ ...entry, seq: '1' }),
  ];
  for (const line of lines) {
    const found = verifyAuditExport(`${line}\n`);
    assert.deepEqual([found.valid, found.entries, found.head], [false, 0, GENESIS_HASH], line);
    const after = verifyAuditExport(`${sound}${line}`);
    assert.deepEqual([after.valid, after.entries], [false, sound.trimEnd().split('\n').length]);
  }
  fc.assert(fc.property(fc.string(), (text) => void verifyAuditExport(text)));
});

test('the store itself refuses to edit or remove an entry, and verification finds what got past it', async () => {
  const { run, call } = await stage();
  assert.throws(() => run(`UPDATE journal SET data = '{}' WHERE seq = 2`), /append-only/);
  assert.throws(() => run('DELETE FROM journal WHERE seq = 2'), /append-only/);
  assert.throws(
    () => run('INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 2'),
    /append-only/,
  );
  run('DROP TRIGGER journal_keep');
  run(`UPDATE journal SET client = 'somebody' WHERE seq = 2`);
  const told = (await call('verifyAudit')).body;
  assert.deepEqual([told['valid'], told['broken_at'], told['entries']], [false, 2, 1]);
});
