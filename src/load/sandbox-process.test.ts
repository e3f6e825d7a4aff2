import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startSandboxProcess } from './sandbox-process.js';
import { TargetUnfit } from './target.js';

/** A program in place of the sandbox's. */
function stage(program: string): { readonly bin: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const bin = join(folder, 'bin.mjs');
  writeFileSync(bin, program);
  return { bin, remove: () => rmSync(folder, { recursive: true }) };
}

test('the one line of JSON tells where the sandbox is, and it runs until stopped', async () => {
  const { bin, remove } = stage(`
    const { argv } = process;
    const seed = argv[argv.indexOf('--seed') + 1];
    process.stdout.write(JSON.stringify({ url: 'http://127.0.0.1:1/' + seed, clients: [] }) + '\\n');
    setInterval(() => undefined, 1_000);
  `);
  const sandbox = await startSandboxProcess(bin, 'seed');
  assert.equal(sandbox.url, 'http://127.0.0.1:1/seed');
  await sandbox.stop();
  await sandbox.stop();
  remove();
});

for (const [what, program, complaint] of [
  ['ends', "process.stderr.write('port taken'); process.exitCode = 2;", /code 2: port taken/],
  ['babbles', "process.stdout.write('hello\\n'); setInterval(() => 0, 999);", /unexpected: hello/],
] as const) {
  test(`a sandbox that ${what} before it is ready leaves nothing to load`, async () => {
    const { bin, remove } = stage(program);
    await assert.rejects(
      startSandboxProcess(bin, 'seed'),
      (thrown: unknown) => thrown instanceof TargetUnfit && complaint.test(thrown.message),
    );
    remove();
  });
}
