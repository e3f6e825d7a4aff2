import { AdapterMistake } from '../dialect/adapter.js';
import { MapMistake } from '../dialect/map.js';
import { openWire } from '../dialect/reach.js';
import type { ReachedWire } from '../dialect/reach.js';
import { checkExamples, ExampleMisread } from '../dialect/self-check.js';
import type { Wire } from '../dialect/wire.js';
import { PreflightFailed } from '../failures.js';
import { declared } from '../preflight.js';
import { EXIT } from '../verdict.js';
import type { ExitCode } from '../verdict.js';
import { access } from './access.js';
import { askOf } from './ask.js';
import type { Asked } from './ask.js';
import { balanceRead, moneyFinding } from './balance.js';
import { describe } from './described.js';
import type { DescribeOptions, Described } from './described.js';
import { fail, ok, skip } from './finding.js';
import type { Finding, Looking } from './finding.js';
import { network } from './network.js';
import { capabilities, limits, outlook, webhooks } from './outlook.js';
import { players } from './players.js';
import { bodiesOfReads, probes, unknownRollback, unmoved } from './probes.js';
import { reference } from './reference.js';
import type { Cast } from './rehearsal.js';
import { roundTrip } from './round-trip.js';

export interface DoctorOptions extends DescribeOptions {
  /** Make one bet of the smallest amount and take it back. */
  readonly withMoney?: boolean | undefined;
  readonly onFinding?: ((finding: Finding) => void) | undefined;
}

/** What was found out about a target before anything of it is judged. */
export interface Examination {
  /** undefined when the target file cannot be read. */
  readonly target: { readonly name: string; readonly baseUrl: string } | undefined;
  readonly findings: readonly Finding[];
  /** 0: certify can begin. 2: the file is wrong and nothing was sent. 3: the target is not ready. */
  readonly exitCode: ExitCode;
}

/**
 * Looks at a target in the order in which things can be wrong, one finding at a time. No money
 * moves unless asked for; what was moved is taken back and the balance compared.
 */
export async function examine(options: DoctorOptions): Promise<Examination> {
  const findings: Finding[] = [];
  const looking = looked(options);
  let step = await looking.next();
  for (; step.done !== true; step = await looking.next()) {
    findings.push(step.value);
    options.onFinding?.(step.value);
  }
  const described = step.value;
  const failed = findings.some(({ mark }) => mark === 'fail');
  const exitCode = described === undefined ? EXIT.usage : failed ? EXIT.unreachable : EXIT.ok;
  const { name, baseUrl } = described?.target ?? {};
  const target = name === undefined || baseUrl === undefined ? undefined : { name, baseUrl };
  return { target, findings, exitCode };
}

const NOT_LET_IN = 'not told: nobody was let in';

async function* looked(options: DoctorOptions): Looking<Described | undefined> {
  const described = yield* describe(options);
  if (!described) {
    yield skip('reach', 'nothing was sent: the rest is looked at once the file is right');
    return undefined;
  }
  const { wire } = described.target;
  if (!(yield* network(described))) {
    yield skip('reach', 'nothing was asked: the rest is looked at once the target is reached');
    return described;
  }
  if (wire) yield* mapped(described, wire, options.withMoney === true);
  else yield* unmapped(described, options.withMoney === true);
  return described;
}

async function* unmapped(described: Described, withMoney: boolean): Looking {
  const seen: Finding[] = [];
  const known = yield* witnessed(reference(described), seen);
  if (!known) {
    yield skip('outlook', NOT_LET_IN);
    return;
  }
  const { reached, headers } = known;
  if (withMoney)
    yield skip('money', '--with-money is for a pool of players; here checks make them');
  const { capabilities: wished } = described.target;
  yield* webhooks(described, reached);
  yield* capabilities(reached, reached.undeclared, wished !== undefined);
  yield* limits(described, headers);
  yield* outlook(described, reached, isSound(seen));
  await reached.close();
}

async function* mapped(described: Described, wire: Wire, withMoney: boolean): Looking {
  const { target, run } = described;
  let opened: ReachedWire;
  try {
    opened = await openWire(target, wire, `${run.namespace} doctor`);
  } catch (thrown) {
    if (!(thrown instanceof PreflightFailed || thrown instanceof AdapterMistake)) throw thrown;
    yield fail(
      'map',
      thrown.message,
      'correct it there: docs/targets/map.md, docs/targets/adapter.md',
    );
    return;
  }
  try {
    yield* tried(described, wire, opened, withMoney);
  } catch (thrown) {
    if (!(thrown instanceof MapMistake)) throw thrown;
    const remedy = 'correct the expression: it must take every player and id of this file';
    yield fail('map', thrown.message, remedy);
  } finally {
    await opened.close();
  }
}

async function* tried(
  described: Described,
  wire: Wire,
  opened: ReachedWire,
  withMoney: boolean,
): Looking {
  const seen: Finding[] = [];
  const asked = yield* witnessed(questioned(described, wire, opened, withMoney), seen);
  if (!asked) {
    yield skip('outlook', NOT_LET_IN);
    return;
  }
  const cast: Cast = { dialect: opened.dialect, ...declared(described.target, new Set()) };
  yield* webhooks(described, cast);
  yield* capabilities(cast, [], described.target.capabilities !== undefined);
  yield* limits(described, asked.delivery.kind === 'received' ? asked.delivery.headers : {});
  yield* outlook(described, cast, isSound(seen));
}

/** What the target answers to a map and its credentials; undefined when it did not let us in. */
async function* questioned(
  described: Described,
  wire: Wire,
  opened: ReachedWire,
  withMoney: boolean,
): Looking<Asked | undefined> {
  const currencies = new Map(wire.players.map((one) => [one.player_id, one.currency]));
  const ask = askOf(opened, (id) => currencies.get(String(id)) ?? wire.currency);
  const first = wire.players.find(({ status }) => status === 'active');
  const player = first ?? { player_id: '1', currency: wire.currency, status: 'active' };
  const asked = yield* access(described, ask, player.player_id);
  if (!asked) return undefined;
  yield skip('scopes', 'a target of another shape has none that a map could name');
  yield* bodiesOfReads(described, wire);
  if (yield* selfChecked(described, opened, wire)) {
    const read = first ? yield* balanceRead(described, asked, player) : true;
    yield* probes(described, wire, ask);
    if (read && first) yield* unknownRollback(described, wire, ask, first);
    if (read && first) yield await moneyFinding(described, asked, player);
    const funded = read ? yield* players(described, wire, opened, ask) : undefined;
    if (!withMoney) yield unmoved();
    else if (funded) yield* roundTrip(described, wire, ask, funded);
    else yield skip('money', 'no money was moved: there is no funded player');
  }
  return asked;
}

/** Passes findings on, and notes them. */
async function* witnessed<Result>(looking: Looking<Result>, seen: Finding[]): Looking<Result> {
  let step = await looking.next();
  for (; step.done !== true; step = await looking.next()) {
    seen.push(step.value);
    yield step.value;
  }
  return step.value;
}

const isSound = (seen: readonly Finding[]): boolean => seen.every(({ mark }) => mark !== 'fail');

/** Examples of the map and the adapter's own check; nothing is sent. */
async function* selfChecked(
  { at }: Described,
  { mapped }: ReachedWire,
  wire: Wire,
): Looking<boolean> {
  try {
    await mapped.adapter.selfCheck?.();
    await checkExamples(mapped, wire);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const culprit = thrown instanceof ExampleMisread ? thrown.culprit : undefined;
    const remedy = culprit
      ? `put ${culprit.join('.')} (${at(culprit)}) right; else the example, its expression or the adapter`
      : 'correct the example, the expression or the adapter it names';
    yield fail('map', message, remedy);
    return false;
  }
  const count = Object.values(wire.map.operations).flatMap(({ examples = [] }) => examples).length;
  yield ok('map', `expressions compile; ${count} examples read as they say`);
  return true;
}
