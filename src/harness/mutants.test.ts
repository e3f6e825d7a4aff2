import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSandbox } from '../sandbox/start.js';
import { killMatrixText, mutantLine } from '../report/kill-matrix.js';
import { laneOf, runMutants, witnessesOf } from './mutants.js';
import type { MutantFacts } from './mutants.js';
import type { Scenario } from './scenario.js';

const facts = { title: 'A title', rule: 'A rule MUST hold.', requirement: 'PLAY-01' };

const debits: Scenario = {
  ...facts,
  id: 'TEST-01',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '10.00' });
    expect(await platform.debitRound(given.debit(player))).accepted();
    await expect.wallet(player, { cash: '0.00' });
  },
};

const refuses: Scenario = {
  ...facts,
  id: 'TEST-02',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '10.00', status: 'blocked' });
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_BLOCKED');
    await expect.wallet(player, { cash: '10.00' });
  },
};

const mutant = (id: string, caughtBy: readonly string[]): MutantFacts => ({
  id,
  caughtBy,
  requirement: 'PLAY-03',
  title: 'A defect',
});

/** Two lanes in this thread; what is harmless is the sound sandbox under another name. */
const lanesOver = (scenarios: readonly Scenario[]) => {
  const lane = laneOf({
    scenarios,
    invariants: [],
    seed: 'm',
    start: (id) =>
      startSandbox({ clock: 'virtual', mutant: id === 'blocked-may-bet' ? id : undefined }),
  });
  return [lane, lane];
};

test('a defect that is noticed is killed, one that is not survives', async () => {
  const told: string[] = [];
  const matrix = await runMutants({
    mutants: [mutant('blocked-may-bet', ['TEST-02']), mutant('harmless', ['TEST-01', 'GONE-01'])],
    checks: ['TEST-01', 'TEST-02'],
    full: true,
    lanes: lanesOver([debits, refuses]),
    onMutant: (result) => told.push(mutantLine(result)),
  });
  assert.deepEqual(matrix.survivors, ['harmless']);
  assert.deepEqual(matrix.unsound, []);
  assert.deepEqual(matrix.idle, ['TEST-01']);
  assert.deepEqual(matrix.mutants[0]?.by, ['TEST-02']);
  assert.match(told.join(''), /killed {3}blocked-may-bet/);
  assert.match(told.join(''), /SURVIVED harmless/);
  assert.match(killMatrixText(matrix), /1 of 2 mutants killed\nsurvivors: harmless/);
});

test('a check that fails on the sound sandbox kills nothing', async () => {
  const broken: Scenario = {
    ...facts,
    id: 'TEST-03',
    run: ({ expect }) => Promise.resolve(expect.that(1, 'one').equals(2)),
  };
  const matrix = await runMutants({
    mutants: [mutant('harmless', ['TEST-03'])],
    checks: ['TEST-03'],
    full: false,
    lanes: lanesOver([broken]),
  });
  assert.deepEqual(matrix.unsound, ['TEST-03']);
  assert.deepEqual(matrix.survivors, ['harmless']);
});

test('what shows in a race only is nobody’s witness, and a check that has only it is sought anew', async () => {
  const notices: Readonly<Record<string, readonly string[]>> = {
    races: ['TEST-01', 'TEST-02', 'TEST-03'],
    steady: ['TEST-02', 'TEST-03'],
  };
  const asked: (readonly string[] | undefined)[] = [];
  const matrix = await runMutants({
    mutants: [{ ...mutant('races', ['TEST-01', 'TEST-02']), racing: true }, mutant('steady', [])],
    checks: ['TEST-01', 'TEST-02', 'TEST-03'],
    full: false,
    witnesses: { 'TEST-03': 'races' },
    seek: ['TEST-01', 'TEST-02', 'TEST-03'],
    lanes: [
      (id, only) => {
        if (id === 'steady') asked.push(only);
        return Promise.resolve(id === null ? [] : (notices[id] ?? []));
      },
    ],
  });
  assert.deepEqual(asked, [['TEST-01', 'TEST-02', 'TEST-03']]);
  assert.deepEqual(matrix.mutants[0]?.killed, true, 'it is killed all the same');
  assert.deepEqual(witnessesOf(matrix), { 'TEST-02': 'steady', 'TEST-03': 'steady' });
});
