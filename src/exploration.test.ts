import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { certify } from './harness/certify.js';
import type { CertifyResult } from './harness/certify.js';
import type { ExploreOptions } from './harness/explore/exploration.js';
import { parseReplayId } from './harness/explore/search.js';
import { DEEP_MUTANTS, MUTANTS } from './sandbox/mutants/index.js';
import { readTarget } from './harness/target.js';
import { startSandbox } from './sandbox/start.js';

/** Seconds of work; every planted defect shows within it, and the sound sandbox stands it. */
const RUNS = 60;
const SEED = '3';

async function explored(
  mutant: string | undefined,
  only: readonly string[],
  explore: ExploreOptions,
): Promise<CertifyResult> {
  const sandbox = await startSandbox({ seed: SEED, clock: 'virtual', mutant });
  try {
    const where = { target: sandbox.url, scenarios: [], seed: SEED };
    return await certify({ ...where, only, explore });
  } finally {
    await sandbox.close();
  }
}

test('every defect that no fixed scenario sees is found', async () => {
  assert.ok(DEEP_MUTANTS.length >= 7);
  for (const { id, caughtBy } of DEEP_MUTANTS) {
    const { checks, explore } = await explored(id, caughtBy, { runs: RUNS, shrinks: 0 });
    assert.deepEqual(
      checks.map((check) => `${check.id} ${check.status}`),
      caughtBy.map((check) => `${check} fail`),
      id,
    );
    assert.deepEqual(
      explore?.stories.map(({ check }) => check),
      caughtBy,
      id,
    );
  }
});

test('the sound sandbox stands the same exploration, and every kind of step is seen', async () => {
  const result = await explored(undefined, ['explore'], { runs: RUNS });
  assert.deepEqual(result.reasons, []);
  assert.equal(result.verdict, 'conformant');
  assert.deepEqual(result.explore?.unseen, []);
  assert.equal(result.explore?.undecided, 0);
});

test('the same seed plays the same sequences', async () => {
  const [first, again] = [
    await explored(undefined, ['EXPLORE-01'], { runs: 10 }),
    await explored(undefined, ['EXPLORE-01'], { runs: 10 }),
  ];
  assert.deepEqual(again.explore, first.explore);
  assert.equal(again.ledgerHash, first.ledgerHash);
});

test('a story is as short as it can be, and plays again by its id', async () => {
  const id = 'miscounts-three-rounds';
  const { checks, explore } = await explored(id, ['EXPLORE-01'], { runs: RUNS });
  const [story, ...others] = explore?.stories ?? [];
  assert.ok(story);
  assert.deepEqual(others, []);
  const asked = story.steps.map((step) => step.asked);
  assert.deepEqual(
    asked.slice(0, 3).map((words) => /^debit .* of player A in round (\d)/.exec(words)?.[1]),
    ['1', '2', '3'],
  );
  assert.match(asked[3] ?? '', /^roll back debit k\d/);
  assert.equal(asked.length, 4);
  const expected = story.steps.map((step) => step.expected);
  assert.deepEqual(expected.slice(0, 3), [undefined, undefined, undefined]);
  assert.match(expected[3] ?? '', /^rolled_back, balance /);
  assert.match(story.steps[3]?.curl ?? '', /^curl .*\/v1\/games\/rounds\/rollback/);
  const [failure] = checks[0]?.failures ?? [];
  assert.ok(failure?.message.includes(`--explore-replay ${story.replayId}`));
  assert.match(failure?.message ?? '', /^player A has [\d.]+ EUR/, 'with what it began');

  const replay = parseReplayId(story.replayId);
  const played = await explored(id, ['EXPLORE-01'], { replay });
  assert.deepEqual(
    played.explore?.stories.map(({ steps }) => steps.map(({ asked, got }) => [asked, got])),
    [story.steps.map(({ asked, got }) => [asked, got])],
  );
  const sound = await explored(undefined, ['EXPLORE-01'], { replay });
  assert.equal(sound.verdict, 'conformant');
});

const MAP = fileURLToPath(new URL('../../fixtures/targets/mapped-reference.yaml', import.meta.url));

test('a target of another shape is explored too, in lent wallets', async () => {
  for (const [mutant, status] of [
    [undefined, 'pass'],
    ['rollback-pays-twice', 'fail'],
  ] as const) {
    const sandbox = await startSandbox({ seed: SEED, clock: 'virtual', mutant });
    try {
      const [client] = [...sandbox.clients].sort((a, b) => b.scopes.length - a.scopes.length);
      const target = readTarget(MAP, {
        PLATFORM_URL: sandbox.url,
        PLATFORM_CLIENT_ID: client?.client_id,
        PLATFORM_CLIENT_SECRET: client?.client_secret,
      });
      const where = { target, scenarios: [], seed: SEED, only: ['EXPLORE-01'] };
      const { checks } = await certify({ ...where, explore: { runs: 25, shrinks: 0 } });
      assert.deepEqual(
        checks.map((check) => `${check.id} ${check.status}`),
        [`EXPLORE-01 ${status}`],
      );
    } finally {
      await sandbox.close();
    }
  }
});

test('what is no replay id is not taken for one', () => {
  assert.equal(parseReplayId('EXPLORE-01'), undefined);
  assert.equal(parseReplayId('ROUNDS-01:1:0'), undefined);
  assert.deepEqual(parseReplayId('EXPLORE-02:-7:0:3~2,1'), {
    check: 'EXPLORE-02',
    seed: -7,
    path: '0:3',
    without: [2, 1],
  });
});

test('defects for explorations are told apart from those that the checks must notice', () => {
  const ids = MUTANTS.map(({ id }) => id);
  for (const { id, foundBy, title, requirement, caughtBy } of DEEP_MUTANTS) {
    assert.equal(foundBy, 'explore');
    assert.ok(!ids.includes(id), id);
    assert.match(id, /^[a-z]+(-[a-z0-9]+)*$/);
    assert.ok(title.length > 10 && !title.endsWith('.'), id);
    assert.match(requirement, /^[A-Z]+-\d{2}$/, id);
    assert.match(caughtBy.join(), /^EXPLORE-0[12]$/, id);
  }
  assert.equal(
    MUTANTS.some(({ foundBy }) => foundBy !== undefined),
    false,
  );
});
