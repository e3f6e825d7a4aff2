import type { Delivery, FlatInput } from '../client/index.js';
import { idSourceOf } from '../harness/dialect/ids.js';
import type { Mapped } from '../harness/dialect/mapped.js';
import type { PooledPlayer } from '../harness/dialect/pool.js';
import { reachWire } from '../harness/dialect/reach.js';
import type { ReachedWire } from '../harness/dialect/reach.js';
import { DUPLICATE } from '../harness/dialect/readings.js';
import type { Wire } from '../harness/dialect/wire.js';
import type { Target as NamedTarget } from '../harness/target.js';
import { derivedBytes } from '../kernel/ids.js';
import { parseAmount } from '../kernel/money.js';
import { REFERENCE_RULES } from './journeys.js';
import type { HouseRules } from './journeys.js';
import type { Funded } from './proof-terms.js';
import type { Settled, StepAnswer } from './steps.js';
import { ABSENT, operationOf, TargetUnfit } from './target.js';
import type { Foreign, Target } from './target.js';

const NOT_SENT: StepAnswer = { outcome: 'refused', status: 0, body: {} };
const UNKNOWN: StepAnswer = { outcome: 'unknown', status: 0, body: {} };

/**
 * Reaches a target of another shape by its target file: its map says its words, its pool has the
 * players. What it has no words for it does not have.
 * @throws TargetUnfit, and whatever the file's own check finds
 */
export async function openForeign(named: NamedTarget, wire: Wire, runId: string): Promise<Target> {
  if (wire.tls) throw new TargetUnfit('load does not speak TLS with certificates of its own');
  const reached = await reachWire(named, wire, runId);
  const said = sayerOf(reached.mapped, wire, runId);
  const { sender, mapped } = reached;
  const call: Target['call'] = async (operation, input, key) => {
    if (!mapped.translation.operations.has(operation)) return ABSENT;
    const asked = said.asked(input, key);
    return said.read(operation, asked, await sender.send(await said.request(operation, asked)));
  };
  return {
    baseUrl: sender.baseUrl,
    hasPsp: false,
    foreign: foreignOf(reached, wire, said, call),
    call,
    control: () => Promise.resolve(ABSENT),
    text: () => Promise.resolve(undefined),
    token: () => Promise.resolve(''),
    close: () => reached.close(),
  };
}

/** Says the steps of a run in the target's words, and reads its answers. */
interface Sayer {
  /** The input as the target names things, the key in it. */
  asked(input: FlatInput, key: string | undefined): FlatInput;
  request(operation: string, asked: FlatInput): ReturnType<Foreign['request']>;
  read(operation: string, asked: FlatInput, delivery: Delivery): Promise<StepAnswer>;
}

function sayerOf(mapped: Mapped, wire: Wire, runId: string): Sayer {
  const { translation, memory, admission, pool } = mapped;
  const source = idSourceOf(wire);
  const ids = new Map<string, string>();
  /** Our names in the form the target takes; the same name is the same id. */
  const idOf = (name: unknown): unknown => {
    if (!source || typeof name !== 'string') return name;
    const known = ids.get(name);
    if (known !== undefined) return known;
    const id = source('k', derivedBytes(runId, 'load', name));
    ids.set(name, id);
    return id;
  };
  const currencies = new Map(pool.players.map((player) => [player.player_id, player.currency]));
  const currencyOf = (asked: FlatInput): string =>
    currencies.get(String(asked['player_id'])) ?? pool.currency;
  return {
    asked: (input, key) => ({
      ...input,
      ...('round_id' in input && { round_id: idOf(input['round_id']) }),
      ...('debit_key' in input && { debit_key: idOf(input['debit_key']) }),
      ...(key !== undefined && { idempotency_key: idOf(key) }),
    }),
    request: async (operation, asked) => {
      memory.asked(operation, asked);
      const completed = memory.completed(operation, asked);
      const unsigned = await translation.requestOf(operation, completed, currencyOf(asked));
      return admission.admit(unsigned);
    },
    read: async (operation, asked, delivery) => {
      if (delivery.kind === 'lost') return delivery.reason === 'unreachable' ? NOT_SENT : UNKNOWN;
      const reading = await translation.readingOf(operation, asked, delivery, currencyOf(asked));
      const repeated = reading.codes.includes(DUPLICATE) && memory.isRepeat(operation, asked);
      if (reading.ok || repeated) {
        if (!repeated) memory.heard(operation, asked, reading.body);
        const { successStatus } = operationOf(operation);
        return { outcome: 'ok', status: successStatus, body: reading.body };
      }
      const isUnknown = delivery.status >= 500 && reading.codes.length === 0;
      return isUnknown ? UNKNOWN : { outcome: 'refused', status: delivery.status, body: {} };
    },
  };
}

function foreignOf(
  { mapped }: ReachedWire,
  wire: Wire,
  said: Sayer,
  call: Target['call'],
): Foreign {
  const { operations } = mapped.translation;
  return {
    operations,
    mostPerSecond: wire.limits.rps,
    house: houseOf(wire, operations),
    players: (count) => pooled(wire.players, count, call),
    request: ({ operation, input, key }) => said.request(operation, said.asked(input, key)),
    answered: ({ operation, input, key }, settled) =>
      said.read(operation, said.asked(input, key), deliveryOf(settled)),
  };
}

function houseOf(wire: Wire, operations: ReadonlySet<string>): HouseRules {
  const most = parseAmount(wire.maxStake, wire.currency);
  return {
    sessions: operations.has('launchSession') && operations.has('redeemLaunch'),
    // What a second rollback is answered differs from wallet to wallet; its money does not.
    takesBackTwice: false,
    zeroWins: wire.knobs.zero_win !== 'refused',
    mostStakeMinor: most.ok ? most.minor : REFERENCE_RULES.mostStakeMinor,
  };
}

function deliveryOf(settled: Settled): Delivery {
  if (settled.kind === 'answered') {
    const { status, text, retryAfter } = settled;
    const headers: Record<string, string> = retryAfter ? { 'retry-after': retryAfter } : {};
    return { kind: 'received', status, text, headers, ms: 0 };
  }
  const reasons = { unsent: 'unreachable', timeout: 'timeout', broken: 'reset' } as const;
  return { kind: 'lost', reason: reasons[settled.kind], message: settled.reason, ms: 0 };
}

/** So many of the pool, with what their wallets hold now: the proof is of what changes. */
export async function pooled(
  pool: readonly PooledPlayer[],
  count: number,
  call: Target['call'],
): Promise<readonly Funded[]> {
  const able = pool.filter(({ status }) => status === 'active').slice(0, count);
  if (able.length === 0) {
    throw new TargetUnfit('data.players of the target file has no active player: add some');
  }
  return Promise.all(
    able.map(async ({ player_id: playerId, currency }): Promise<Funded> => {
      const { outcome, body } = await call('getWallet', { player_id: playerId });
      const [cash, bonus] = [body['cash'], body['bonus'] ?? '0'].map((told) =>
        parseAmount(told, currency),
      );
      if (outcome !== 'ok' || !cash?.ok || !bonus?.ok) {
        throw new TargetUnfit(`the wallet of ${playerId} could not be read`);
      }
      return { playerId, currency, fundedMinor: cash.minor + bonus.minor };
    }),
  );
}
