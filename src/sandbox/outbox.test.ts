import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AuditEntry } from '../domains/audit/index.js';
import { MINUTE_MS, SECOND_MS, virtualClock } from '../kernel/time.js';
import { retryDelayMs } from './outbox.js';
import { createScheduler } from './scheduler.js';
import type { DueWork } from './scheduler.js';
import { openStage } from './stage.js';

/** A listener that takes what it is offered unless told to refuse it, and remembers both. */
function createListener() {
  const taken: AuditEntry[] = [];
  const offers: number[] = [];
  const refusing = new Set<string | null>();
  return {
    taken,
    offers,
    refusing,
    name: 'listener',
    deliver(entry: AuditEntry): void {
      offers.push(entry.seq);
      if (refusing.has(entry.player_id)) throw new Error('not now');
      taken.push(entry);
    },
  };
}

async function stage(file?: string) {
  const on = await openStage(file === undefined ? {} : { file });
  const [ada, bo] = [await on.player(), await on.player()];
  const listener = createListener();
  on.world.outbox().subscribe(listener);
  let keys = 0;
  const debit = (player: string) => {
    const members = { player_id: player, round_id: 'r', amount: '1', currency: 'EUR' };
    return on.call('debitRound', members, { key: `k${(keys += 1)}` });
  };
  const run = () => on.world.scheduler.runDue();
  const move = (ms: number) => on.world.scheduler.moveTo(on.clock.now() + ms);
  const state = () =>
    on.world
      .outbox()
      .state()
      .find(({ consumer }) => consumer === listener.name);
  return { ...on, ada, bo, listener, debit, run, move, state };
}

test('a listener hears of what is committed from now on, each once, in order', async () => {
  const { listener, debit, run, state, ada, bo, call } = await stage();
  assert.equal(await run(), 0);
  for (const player of [ada, bo, ada]) await debit(player);
  await call(
    'debitRound',
    { player_id: ada, round_id: 'r', amount: '999', currency: 'EUR' },
    { key: 'dear' },
  );
  assert.equal(state()?.pending, 3);
  assert.equal(await run(), 3);
  assert.equal(await run(), 0);
  assert.deepEqual(
    listener.taken.map(({ type, player_id }) => [type, player_id]),
    [ada, bo, ada].map((player) => ['round.debited', player]),
  );
  assert.deepEqual([state()?.pending, state()?.parked], [0, 0]);
});

test('a player whose event fails waits alone, and then hears everything in order', async () => {
  const { listener, debit, run, move, state, ada, bo } = await stage();
  listener.refusing.add(ada);
  for (const player of [ada, bo, ada, bo]) await debit(player);
  await run();
  assert.deepEqual(
    listener.taken.map(({ player_id }) => player_id),
    [bo, bo],
  );
  assert.deepEqual([state()?.parked, state()?.pending], [2, 0]);
  listener.refusing.clear();
  assert.equal(await move(SECOND_MS - 1), 0);
  assert.equal(await move(1), 2);
  const ofAda = listener.taken.filter(({ player_id }) => player_id === ada);
  assert.equal(ofAda.length, 2);
  assert.ok((ofAda[0]?.seq ?? 0) < (ofAda[1]?.seq ?? 0));
  assert.equal(state()?.parked, 0);
});

test('what fails again is asked for again after one, two, four seconds and so on, up to ten minutes', async () => {
  assert.deepEqual(
    [1, 2, 3, 10, 11, 12, 50].map(retryDelayMs),
    [1, 2, 4, 512, 600, 600, 600].map((seconds) => seconds * SECOND_MS),
  );
  const { listener, debit, run, move, ada } = await stage();
  listener.refusing.add(ada);
  await debit(ada);
  await run();
  assert.equal(listener.offers.length, 1);
  await move(7 * SECOND_MS);
  assert.equal(listener.offers.length, 4);
  await move(10 * MINUTE_MS);
  assert.equal(listener.offers.length, 4 + 6);
});

test('what was delivered before a crash of the position is delivered again: at least once', async () => {
  const { listener, debit, run, world, ada } = await stage();
  const { deliver } = listener;
  await debit(ada);
  await debit(ada);
  world.outbox().subscribe({
    name: 'listener',
    deliver(entry) {
      deliver(entry);
      if (listener.taken.length === 1) world.restart(true);
    },
  });
  await assert.rejects(run());
  assert.equal(listener.taken.length, 1);
  world.outbox().subscribe(listener);
  assert.equal(await run(), 2);
  const seqs = listener.taken.map(({ seq }) => seq);
  assert.deepEqual(seqs, [seqs[0], seqs[0], Number(seqs[0]) + 1]);
});

test('a listener goes on where it stopped when the platform was restarted, parked events included', async () => {
  const { listener, debit, run, move, world, ada, bo } = await stage();
  listener.refusing.add(ada);
  await debit(ada);
  await run();
  world.restart(false);
  listener.refusing.clear();
  world.outbox().subscribe(listener);
  await debit(bo);
  await move(SECOND_MS);
  assert.deepEqual(listener.taken.map(({ player_id }) => player_id).sort(), [ada, bo]);
});

test('each player hears every event in order, whoever fails how often', async () => {
  const plan = fc.array(fc.record({ player: fc.nat(2), fails: fc.nat(2) }), { maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(plan, async (events) => {
      const on = await openStage();
      const players = [await on.player(), await on.player(), await on.player()];
      const failures = new Map<number, number>();
      const heard = new Map<string | null, number[]>();
      on.world.outbox().subscribe({
        name: 'l',
        deliver(entry) {
          const left = failures.get(entry.seq) ?? events[heardCount(heard)]?.fails ?? 0;
          failures.set(entry.seq, left - 1);
          if (left > 0) throw new Error('not now');
          heard.set(entry.player_id, [...(heard.get(entry.player_id) ?? []), entry.seq]);
        },
      });
      for (const [at, { player }] of events.entries()) {
        const stake = { player_id: players[player], round_id: 'r', amount: '1', currency: 'EUR' };
        await on.call('debitRound', stake, { key: `k${at}` });
        if (at % 3 === 0) await on.world.scheduler.moveTo(on.clock.now() + 500);
      }
      await on.world.scheduler.moveTo(on.clock.now() + 60 * MINUTE_MS);
      assert.equal(heardCount(heard), events.length);
      for (const seqs of heard.values())
        assert.deepEqual(
          seqs,
          seqs.toSorted((a, b) => a - b),
        );
      on.world.close();
    }),
    { numRuns: 20 },
  );
});

const heardCount = (heard: ReadonlyMap<unknown, readonly number[]>): number =>
  [...heard.values()].reduce((sum, { length }) => sum + length, 0);

/** Work due at given instants, which notes when it was done. */
function createDiary(now: () => number, due: number[]): DueWork & { readonly done: number[] } {
  const done: number[] = [];
  return {
    done,
    nextDueMs: () => (due.length === 0 ? undefined : Math.min(...due)),
    runDue: async () => {
      const ready = due.filter((at) => at <= now());
      for (const at of ready) due.splice(due.indexOf(at), 1);
      done.push(...ready.map(now));
      return Promise.resolve(ready.length);
    },
  };
}

test('moving the clock stops at every instant at which something falls due', async () => {
  const clock = virtualClock(0);
  const [one, other] = [createDiary(clock.now, [30, 10, 70]), createDiary(clock.now, [20, 99])];
  const scheduler = createScheduler(clock, () => [one, other]);
  assert.equal(await scheduler.moveTo(70), 4);
  assert.deepEqual([one.done, other.done, clock.now()], [[10, 30, 70], [20], 70]);
  assert.equal(await scheduler.moveTo(98), 0);
  assert.equal(await scheduler.moveTo(99), 1);
});

test('of two moves at once the clock ends at the further one', async () => {
  const clock = virtualClock(0);
  const diary = createDiary(clock.now, [3, 40]);
  const scheduler = createScheduler(clock, () => [diary]);
  await Promise.all([scheduler.moveTo(50), scheduler.moveTo(5)]);
  assert.deepEqual([clock.now(), diary.done.toSorted((a, b) => a - b)], [50, [3, 40]]);
});

test('work that never comes to an end is a defect, not a reason to hang', async () => {
  const clock = virtualClock(0);
  const endless = { nextDueMs: () => 5, runDue: () => Promise.resolve(1) };
  const scheduler = createScheduler(clock, () => [endless]);
  await assert.rejects(scheduler.moveTo(10), /comes to an end/);
});

test('those who wait for the same work wake the others once, not once each', async () => {
  let calls = 0;
  let finish = (): void => undefined;
  const work = new Promise<void>((resolve) => (finish = resolve));
  let over = false;
  const source: DueWork = {
    nextDueMs: () => undefined,
    async runDue() {
      calls += 1;
      if (over) return 0;
      await work;
      return 1;
    },
  };
  const scheduler = createScheduler(virtualClock(), () => [source, source, source]);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  for (let kick = 0; kick < 20; kick += 1) {
    scheduler.kick();
    await turn();
    await turn();
  }
  assert.equal(calls, 60);
  over = true;
  finish();
  for (let wait = 0; wait < 5; wait += 1) await turn();
  assert.equal(calls, 63);
});
