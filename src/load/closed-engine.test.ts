import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runClosed } from './closed-engine.js';
import { percentileMs } from './histograms.js';
import { answering, engineSetting, smallTarget, steady } from './stage.js';
import type { Journey } from './steps.js';

test('each connection does one thing after the other, timed in microseconds', async () => {
  let under = 0;
  let most = 0;
  const target = await smallTarget((request, response) => {
    most = Math.max(most, ++under);
    setTimeout(() => {
      under -= 1;
      answering(request, response);
    }, 10);
  });
  const setting = engineSetting();
  const heard: string[] = [];
  const twoSteps = function* (): Journey {
    const first = yield { operation: 'getWallet', input: {} };
    heard.push(first.outcome);
    yield { operation: 'getRound', input: {} };
  };
  const outcome = await runClosed({
    ...setting,
    baseUrl: target.url,
    connections: 3,
    stages: [steady(0, 1_000)],
    journeyOf: twoSteps,
  });
  target.close();
  assert.equal(most, 3);
  const { steady: turns = 0 } = outcome.completed;
  assert.ok(turns > 20, `${turns} turns`);
  assert.ok(heard.length > 20 && heard.every((answer) => answer === 'ok'));
  const { latency } = setting.recorder.merged('getWallet', ['steady']);
  assert.ok(latency.totalCount >= turns);
  assert.ok(percentileMs(latency, 50) >= 10);
  assert.ok(latency.getValueAtPercentile(50) % 1_000 !== 0, 'finer than whole milliseconds');
});

test('a lost answer ends its step unknown and the player goes on', async () => {
  let count = 0;
  const target = await smallTarget((request, response) => {
    count += 1;
    if (count % 5 === 0) request.socket.destroy();
    else setTimeout(() => answering(request, response), 5);
  });
  const setting = engineSetting();
  const outcomes = new Map<string, number>();
  const journey = function* (): Journey {
    const { outcome } = yield { operation: 'getWallet', input: {} };
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  };
  await runClosed({
    ...setting,
    baseUrl: target.url,
    connections: 2,
    stages: [steady(0, 500)],
    journeyOf: journey,
  });
  target.close();
  assert.ok((outcomes.get('ok') ?? 0) > 5);
  assert.ok((outcomes.get('unknown') ?? 0) > 1);
});
