import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { actsOn } from './acts.js';
import { judgedOf, lasting, phasesOf, stageAt, WARM_UP } from './arrivals.js';
import type { Stage } from './arrivals.js';
import { dueIn, playMoments } from './moments.js';
import type { Act, DueMoment, Moment } from './moments.js';
import { smallTarget, steady } from './stage.js';
import { openTarget, TargetUnfit } from './target.js';

const PLAN: readonly Stage[] = [
  { ...steady(10, 1_000), phase: WARM_UP },
  { ...steady(10, 2_000), phase: 'up' },
  { ...steady(10, 500), phase: 'down', judged: false },
  { ...steady(10, 500), phase: 'down', judged: false },
  { ...steady(10, 3_000), phase: 'up' },
  { ...steady(10, 1_000), phase: 'down', judged: false },
];

const KILL: Moment = { phase: 'down', afterMs: 250, what: 'kill -9', act: { kind: 'crash' } };

test('phases are named once, in their order; trouble and warm-up are not judged', () => {
  assert.deepEqual(phasesOf(PLAN), [WARM_UP, 'up', 'down']);
  assert.deepEqual(judgedOf(PLAN), ['up']);
  assert.equal(stageAt(PLAN, 3_100)?.phase, 'down');
  assert.equal(stageAt(PLAN, 99_000)?.phase, 'down');
});

test('a phase made to last longer grows in proportion wherever it occurs', () => {
  const longer = lasting(PLAN, { down: 6_000, nowhere: 1 });
  assert.deepEqual(
    longer.map(({ durationMs }) => durationMs),
    [1_000, 2_000, 1_500, 1_500, 3_000, 3_000],
  );
});

test('a moment falls due at each beginning of its phase', () => {
  assert.deepEqual(
    dueIn(PLAN, [KILL]).map(({ atMs }) => atMs),
    [3_250, 7_250],
  );
  assert.deepEqual(dueIn(PLAN, [{ ...KILL, phase: 'never' }]), []);
});

const due = (atMs: number, what: string): DueMoment => ({ ...KILL, atMs, what });

test('moments are played in order, each told before it is done', async () => {
  const told: string[] = [];
  const done: Act[] = [];
  const perform = async (act: Act): Promise<void> => void done.push(act);
  const playing = playMoments([due(0, 'first'), due(20, 'second')], perform, {
    begun: ({ what }) => void told.push(what),
    failed: () => assert.fail('nothing fails'),
  });
  while (done.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const happened = await playing.stop();
  assert.deepEqual(told, ['first', 'second']);
  assert.deepEqual(
    happened.map(({ what }) => what),
    ['first', 'second'],
  );
});

test('what has not come by the end does not happen', async () => {
  const perform = async (): Promise<void> => assert.fail('too late');
  const playing = playMoments([due(60_000, 'late')], perform, { failed: () => undefined });
  assert.deepEqual(await playing.stop(), []);
});

test('an act that cannot be done aborts the load and is thrown', async () => {
  const aborted = new Promise<void>((resolve) => {
    const perform = async (): Promise<void> => {
      throw new TargetUnfit('it refused');
    };
    const playing = playMoments([due(0, 'now')], perform, {
      failed: () => {
        void assert.rejects(playing.stop(), /it refused/).then(resolve);
      },
    });
  });
  await aborted;
});

test('what was done to partners and by faults is undone, and nothing else is touched', async () => {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const made = request.url === '/sandbox/clients';
      if (!made) asked.push(`${request.method} ${request.url} ${body}`.trim());
      response.writeHead(made ? 201 : 200, { 'content-type': 'application/json' });
      response.end(made ? '{"client_id":"c","client_secret":"s"}' : '{}');
    });
  };
  const small = await smallTarget(listener);
  const target = await openTarget(small.url, 'run');
  asked.length = 0;
  const acts = actsOn(target);
  await acts.perform({ kind: 'partner', partner: 'psp', mode: 'slow', latency_ms: 5 });
  await acts.perform({ kind: 'partner', partner: 'kyc', mode: 'down' });
  await acts.perform({ kind: 'partner', partner: 'kyc', mode: 'ok' });
  await acts.perform({ kind: 'fault', fault: { operation: 'hook.psp', kind: 'duplicate' } });
  await acts.restore();
  await acts.restore();
  await target.close();
  small.close();
  assert.deepEqual(asked.slice(3), [
    'POST /sandbox/faults {"operation":"hook.psp","kind":"duplicate"}',
    'POST /sandbox/partners/psp {"mode":"ok"}',
    'DELETE /sandbox/faults',
  ]);
  assert.equal(asked[0], 'POST /sandbox/partners/psp {"mode":"slow","latency_ms":5}');
});
