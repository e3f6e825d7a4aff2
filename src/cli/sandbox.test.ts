import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { main } from './main.js';

/** Runs `sandbox --faults` on a file of this text, interrupted as soon as it serves. */
async function sandboxWith(text: string): Promise<{ exitCode: number; out: string; err: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-faults-'));
  const file = join(folder, 'faults.json');
  writeFileSync(file, text);
  let [out, err] = ['', ''];
  try {
    const exitCode = await main(['sandbox', '--json', '--faults', file], {
      out: (said) => void (out += said),
      err: (said) => void (err += said),
      isTerminal: false,
      colour: false,
      environment: {},
      onInterrupt: (interrupted) => {
        interrupted();
        return () => undefined;
      },
    });
    return { exitCode, out, err: err.replaceAll(file, '<file>') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a sandbox starts with the faults of a file', async () => {
  const faults = [
    { operation: 'debitRound', kind: 'latency', latency_ms: 10, every: 3, times: 5 },
    { operation: 'hook.psp', kind: 'stale_timestamp' },
    { operation: 'kyc.*', kind: 'status', status: 503, probability: 0.5 },
  ];
  const { exitCode, out, err } = await sandboxWith(JSON.stringify(faults));
  assert.deepEqual([exitCode, err], [0, '']);
  const { partners } = JSON.parse(out) as { partners: Record<string, string> };
  assert.match(partners['psp'] ?? '', /^http:\/\/127\.0\.0\.1:[0-9]+$/);
});

test('a wrong file of faults is told in words, all of it at once, and ends with 2', async () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['{}', 'the file: must be array'],
    ['[{"operation":"debitRound"}]', "fault 1: must have required property 'kind'"],
    [
      '[{"operation":"debitRound","kind":"status"},{"operation":"a","kind":"status","x":1,"nth":0}]',
      'fault 2: must NOT have additional properties: x\n  fault 2, nth: must be >= 1',
    ],
    [
      '[{"operation":"debitRounds","kind":"status"},{"operation":"debitRound","kind":"reorder"}]',
      'fault 1: operation: neither of the contract nor psp.…, kyc.…, hook.… or webhook.out: ' +
        'debitRounds\n  fault 2: kind: debitRound knows latency, status, reset_before, ' +
        'reset_after_commit, slow_body, malformed_body',
    ],
  ];
  for (const [text, said] of wrong) {
    const { exitCode, err } = await sandboxWith(text);
    assert.equal(err, `error: --faults <file>:\n  ${said}\n`);
    assert.equal(exitCode, 2);
  }
  const { exitCode, err } = await sandboxWith('[');
  assert.equal(exitCode, 2);
  assert.match(err, /^error: --faults <file>: .*JSON/);
});
