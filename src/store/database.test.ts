import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { StoreRefusal } from './refusal.js';
import { MORE, note, NOTES, notes, stage } from './stage.js';
import { openStore } from './store.js';

const bytesOf = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex');

test('migrations are applied once, in order, with their reason, and more may follow', (t) => {
  const { file } = stage(t);
  for (const migrations of [[NOTES], [NOTES], [NOTES, MORE], [NOTES, MORE]]) {
    openStore({ file, migrations }).close();
  }
  const store = openStore({ file, migrations: [NOTES, MORE] });
  assert.deepEqual(store.sql('SELECT id, why FROM migrations ORDER BY position').all(), [
    { id: NOTES.id, why: NOTES.why },
    { id: MORE.id, why: MORE.why },
  ]);
  store.close();
});

test('a migration that fails leaves nothing of itself or of those before it', (t) => {
  const { file } = stage(t);
  const broken = { ...MORE, sql: 'CREATE TABLE half (a TEXT); CREATE TABLE notes (b TEXT);' };
  assert.throws(() => openStore({ file, migrations: [NOTES, broken] }), /already exists/);
  const store = openStore({ file, migrations: [NOTES] });
  assert.deepEqual(notes(store), []);
  assert.equal(store.sql("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get(), undefined);
  store.close();
});

/** [what the file is, how it comes to be, what is said of it]. */
const UNUSABLE: readonly (readonly [string, (file: string) => void, RegExp])[] = [
  [
    'a newer database',
    (file) => openStore({ file, migrations: [NOTES, MORE] }).close(),
    /newer than this program \(it holds migration notes-02\).*nothing was changed/,
  ],
  [
    'one whose migration was edited since',
    (file) => openStore({ file, migrations: [{ ...NOTES, sql: `${NOTES.sql} --` }] }).close(),
    /notes-01 was edited.*append-only/,
  ],
  [
    "another program's database",
    (file) => new Sqlite(file).exec('CREATE TABLE theirs (a)').close(),
    /another program.*not touched/,
  ],
  ['no database', (file) => writeFileSync(file, 'dear diary, '.repeat(500)), /is not a database/],
  ['a damaged database', damage, /is damaged/],
  ['a cut database', cut, /is damaged/],
];

function damage(file: string): void {
  const bytes = filled(file);
  bytes.fill(0xa5, 4096 * 2, 4096 * 6);
  writeFileSync(file, bytes);
}

function cut(file: string): void {
  writeFileSync(file, filled(file).subarray(0, 4096 * 3));
}

function filled(file: string): Buffer {
  const store = openStore({ file, migrations: [NOTES] });
  for (let at = 0; at < 500; at += 1) note(store, `${at} ${'x'.repeat(100)}`)();
  store.close();
  return readFileSync(file);
}

test('a file that cannot be used is refused in words and left as it was', (t) => {
  const { folder } = stage(t);
  UNUSABLE.forEach(([name, make, said], at) => {
    const file = join(folder, `${at}.db`);
    make(file);
    const before = bytesOf(file);
    assert.throws(
      () => openStore({ file, migrations: [NOTES] }),
      (failure) => failure instanceof StoreRefusal && said.test(failure.message),
      name,
    );
    assert.equal(bytesOf(file), before, name);
  });
});

test('a path at which no file can be is refused in words', (t) => {
  const { folder } = stage(t);
  for (const file of [join(folder, 'missing', 'books.db'), folder]) {
    assert.throws(
      () => openStore({ file, migrations: [NOTES] }),
      (failure) => failure instanceof StoreRefusal && /cannot be opened/.test(failure.message),
    );
  }
});

test('a file that may only be read is refused in words and left as it was', (t) => {
  const { folder, file } = stage(t);
  openStore({ file, migrations: [NOTES] }).close();
  const before = bytesOf(file);
  chmodSync(folder, 0o555);
  chmodSync(file, 0o444);
  asNobody(() =>
    assert.throws(
      () => openStore({ file, migrations: [NOTES] }),
      (failure) => failure instanceof StoreRefusal && /cannot be written/.test(failure.message),
    ),
  );
  assert.equal(bytesOf(file), before);
});

/** No file mode stops root. */
function asNobody(work: () => void): void {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    work();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

test('a file another process holds is refused, and free again when that one has ended', async (t) => {
  const { file } = stage(t);
  const module = fileURLToPath(new URL('./store.js', import.meta.url));
  const holder = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { openStore } from ${JSON.stringify(module)};
       openStore({ file: ${JSON.stringify(file)}, migrations: ${JSON.stringify([NOTES])} });
       process.stdout.write('held');
       setInterval(() => {}, 1_000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  t.after(() => holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  assert.throws(
    () => openStore({ file, migrations: [NOTES] }),
    (failure) =>
      failure instanceof StoreRefusal && /in use by another process/.test(failure.message),
  );
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  openStore({ file, migrations: [NOTES] }).close();
});
