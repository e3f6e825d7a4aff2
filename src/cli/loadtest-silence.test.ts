import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Mistake } from '../harness/mistake.js';
import type { LoadReport } from '../load/index.js';
import { startSandbox } from '../sandbox/start.js';
import { loadtestCommand } from './loadtest.js';

/** A line to the sandbox that can be cut: then every request is dropped without an answer. */
async function stage() {
  const sandbox = await startSandbox();
  let cut = false;
  const line = createServer((incoming, outgoing) => {
    if (cut) return void incoming.socket.destroy();
    const { method, url, headers } = incoming;
    const onward = request(`${sandbox.url}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => void line.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'loadtest-silence-'));
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    folder,
    cut: () => void (cut = true),
    async close() {
      line.close();
      line.closeAllConnections();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Runs a short evening and cuts the line when this is said to begin; answers the exit code. */
async function eveningCutAt(what: string) {
  const at = await stage();
  let [out, mistake] = ['', ''];
  const short = ['--duration', '1', '--warm-up', '0.2', '--rate', '40', '--players', '5'];
  const lenient = ['--max-lag-ms', '5000', '--settle', '1', '--timeout', '1'];
  const words = ['evening', '--target', at.url, '--out', at.folder, ...short, ...lenient];
  const terminal = {
    out: (said: string) => void (out += said),
    err: (said: string) => {
      if (said.includes(what)) at.cut();
    },
    isTerminal: false,
    colour: false,
    environment: {},
    onInterrupt: () => () => undefined,
  };
  let exitCode = -1;
  try {
    await loadtestCommand(terminal, (code) => void (exitCode = code))
      .parseAsync(words, { from: 'user' })
      .catch((thrown: unknown) => {
        if (!(thrown instanceof Mistake)) throw thrown;
        exitCode = thrown.exitCode;
        mistake = thrown.message;
      });
    const report = (): LoadReport =>
      JSON.parse(readFileSync(join(at.folder, 'load-evening.json'), 'utf8')) as LoadReport;
    return { exitCode, out, mistake, report: out === '' ? undefined : report() };
  } finally {
    await at.close();
  }
}

test('a target that falls silent during the proof ends with 3, and the report says so', async () => {
  const { exitCode, out, report } = await eveningCutAt('proving');
  assert.equal(exitCode, 3, out);
  assert.match(out, /nothing is proven: http:\S+ answers nothing any more/);
  assert.doesNotMatch(out, /money was not exact/);
  assert.equal(report?.verdict, 'failed');
  assert.equal(report?.exit_code, 3);
  assert.deepEqual(
    report?.proof.violations.map(({ rule }) => rule),
    ['SILENT'],
  );
  assert.match(report?.in_words[0] ?? '', /fell silent before its money could be proven/);
  assert.ok((report?.latency_ms['debitRound']?.samples ?? 0) > 0, 'what was measured is told');
});

test('a target that falls silent while players are funded ends with 3', async () => {
  const { exitCode, mistake } = await eveningCutAt('funding');
  assert.equal(exitCode, 3);
  assert.equal(mistake, 'POST /sandbox/players was not answered');
});
