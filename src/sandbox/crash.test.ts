import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time.js';
import { openPartners } from '../partners/index.js';
import { kinds } from '../domains/payments/index.js';
import type { Stage } from './stage.js';
import { openStage } from './stage.js';

const MOMENTS = ['before_call', 'after_call', 'after_commit'] as const;
const PLAYER = 'player';
const AMOUNTS = { deposit: '50.00', withdrawal: '30.00' } as const;

interface Crash {
  /** Kind, step and moment at which the process dies; none lives to its end. */
  readonly at: string;
  /** How the PSP fares with what it is asked. */
  readonly fate: Fate;
  readonly file: string;
  readonly psp: string;
}

type Fate = 'tok_never_answers' | 'tok_silent_failure';

/** A caller that asks for everything again under the same keys, as one does after a crash. */
async function everything(stage: Stage, fate: Fate): Promise<void> {
  const known = stage.sql('SELECT 1 FROM players WHERE player_id = ?', PLAYER).length > 0;
  if (!known) await stage.player({ player_id: PLAYER, kyc_status: 'approved' });
  const method = { player_id: PLAYER, psp_token: `${fate}.crash` };
  const kept = await stage.call('createPaymentMethod', method, { key: 'method' });
  const { method_id } = kept.body;
  await stage.call('verifyPaymentMethod', { method_id }, { key: 'verify' });
  await pass(stage, HOUR_MS);
  for (const kind of ['deposit', 'withdrawal'] as const) {
    const amount = { amount: AMOUNTS[kind], currency: 'EUR' };
    const asked = { player_id: PLAYER, method_id, ...amount, idempotency_key: kind };
    const operation = kind === 'deposit' ? 'createDeposit' : 'createWithdrawal';
    const told = await stage.call(operation, asked);
    assert.equal(told.outcome, 'success', told.text);
    await pass(stage, 30 * MINUTE_MS);
  }
}

const pass = (stage: Stage, ms: number): Promise<number> =>
  stage.world.scheduler.moveTo(stage.clock.now() + ms);

const opened = ({ file, psp }: Crash, at?: string): Promise<Stage> =>
  openStage({
    file,
    partners: () => psp,
    watchSagas: (saga, moment) => {
      if (`${saga.kind} ${saga.step} ${moment}` === at) process.kill(process.pid, 'SIGKILL');
    },
  });

/** Runs in a process of its own until it dies of kill -9. */
async function child(crash: Crash): Promise<void> {
  const stage = await opened(crash, crash.at);
  await everything(stage, crash.fate);
  stage.world.close();
}

async function dies(crash: Crash): Promise<NodeJS.Signals | null> {
  const env = { ...process.env, TABLESTAKES_CRASH: JSON.stringify(crash) };
  const dying = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    env,
    stdio: 'inherit',
  });
  const [, signal] = (await once(dying, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}

/** The PSP outlives the platform, and knows what it was asked. */
async function stage(
  work: (place: Pick<Crash, 'file' | 'psp'>, made: () => readonly string[]) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-crash-'));
  const partners = await openPartners({
    clock: { kind: 'virtual', now: () => 0 },
    seed: () => '1',
    platform: () => 'http://127.0.0.1:9',
    wake: () => undefined,
  });
  const { payments } = partners.psp.state().book as {
    payments: Record<string, { kind: string; amount: string }>;
  };
  const made = (): readonly string[] =>
    Object.values(payments).map(({ kind, amount }) => `${kind} ${amount}`);
  try {
    await work({ file: join(folder, 'sandbox.db'), psp: partners.psp.url }, made);
  } finally {
    await partners.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is in the wallet at last: 100.00, and 50.00 more and 30.00 less, unless both failed. */
const CASH: Readonly<Record<Fate, number>> = {
  tok_never_answers: 12_000,
  tok_silent_failure: 10_000,
};

function proveWhole(after: Stage, fate: Fate, made: readonly string[]): void {
  const [wallet] = after.sql('SELECT cash, held FROM wallets WHERE player = ?', PLAYER);
  assert.deepEqual(wallet, { cash: CASH[fate], held: 0 });
  assert.deepEqual(made, ['charge 50.00', 'payout 30.00'], 'what the PSP did');
  const open = after.sql(`SELECT kind, step FROM sagas WHERE status = 'running'`);
  assert.deepEqual(open, [], 'nothing is half-done');
  assert.deepEqual(after.books().violations, []);
}

const moments = Object.entries(kinds).flatMap(([kind, steps]) =>
  Object.keys(steps).flatMap((step) => MOMENTS.map((moment) => `${kind} ${step} ${moment}`)),
);

/** Where a failure is found out, and money held is given back. */
const compensating = moments.filter((at) => at.includes('ask_status'));

const proof = (at: string, fate: Fate): Promise<void> =>
  stage(async (place, made) => {
    const crash = { ...place, at, fate };
    assert.equal(await dies(crash), 'SIGKILL');
    const after = await opened(crash);
    try {
      await pass(after, 0);
      await everything(after, fate);
      await pass(after, DAY_MS);
      proveWhole(after, fate, made());
    } finally {
      after.world.close();
    }
  });

function tests(): void {
  for (const at of moments) {
    test(`killed at "${at}", everything is finished once`, () => proof(at, 'tok_never_answers'));
  }
  for (const at of compensating) {
    test(`killed at "${at}", a failure is compensated once`, () => proof(at, 'tok_silent_failure'));
  }
}

const crash = process.env['TABLESTAKES_CRASH'];
if (crash === undefined) tests();
else await child(JSON.parse(crash) as Crash);
