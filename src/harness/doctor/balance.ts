import { jsonOf } from '../../client/index.js';
import { amountOfWire, MONEY_FORMATS } from '../dialect/amounts.js';
import { expressionOf } from '../dialect/map.js';
import type { PooledPlayer } from '../dialect/pool.js';
import { nearest } from '../selection.js';
import type { Asked } from './ask.js';
import type { Described } from './described.js';
import { fail, ok, warn } from './finding.js';
import type { Finding, Looking } from './finding.js';

const READ = ['map', 'operations', 'getWallet'];

/** Whether the answer to the balance read is what the map says it is. */
export async function* balanceRead(
  described: Described,
  asked: Asked,
  player: PooledPlayer,
): Looking<boolean> {
  const { at } = described;
  const { reading, delivery, words } = asked;
  const where = at([...READ, 'path']);
  if (!reading || delivery.kind === 'lost') return false;
  if (delivery.status >= 500) {
    yield fail('map', `getWallet: ${words}`, 'the target fails: look at its log');
    return false;
  }
  if (!reading.ok && reading.codes.includes('PLAYER_NOT_FOUND')) {
    const remedy = `correct data.players.pool (${at(['data', 'players', 'pool'])}), or make the player`;
    yield fail('players', `the target knows no player ${player.player_id}: ${words}`, remedy);
    return false;
  }
  if (!reading.ok) {
    const remedy = `is ${where} the place of the balance? is map.ok right, and does the player exist?`;
    yield fail('map', `getWallet is refused: ${words}`, remedy);
    return false;
  }
  if (reading.faults.length > 0) {
    for (const fault of reading.faults) {
      yield fail('map', `getWallet: ${fault}: ${words}`, remedyOf(described, fault, delivery.text));
    }
    return false;
  }
  if (reading.body['cash'] === undefined) {
    const remedy = `add response: { cash: … } at ${at(READ)}`;
    yield fail('map', 'getWallet tells no cash, and nothing can be compared', remedy);
    return false;
  }
  yield ok('map', `getWallet: ${player.player_id} has ${told(reading.body['cash'])}`);
  return true;
}

/** Names the member that was probably meant. */
function remedyOf({ at }: Described, fault: string, text: string): string {
  const member = /^\w+/.exec(fault)?.[0] ?? '';
  const place = at([...READ, 'response', member]);
  const paths = pathsOf(jsonOf(text));
  if (/not money as/.test(fault)) {
    return `correct map.money.format (${at(['map', 'money', 'format'])}) or the path at ${place}`;
  }
  if (paths.length === 0) return `the answer has no members; look at ${place}`;
  const wanted = member === 'cash' ? ['balance', 'cash', 'amount', 'available'] : [member];
  const likely = paths.filter((path) =>
    wanted.some((word) => path.toLowerCase().includes(word.toLowerCase())),
  );
  const near = likely.length > 0 ? likely : nearest(member, paths);
  const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
  return `correct ${place}: the answer has ${paths.join(', ')}${hint}`;
}

/** Paths of what is no object, as JSONata writes them. */
function pathsOf(value: unknown, at = ''): readonly string[] {
  if (value === null || typeof value !== 'object') return at === '' ? [] : [at];
  if (Array.isArray(value)) return pathsOf(value[0], `${at}[0]`);
  return Object.entries(value).flatMap(([name, member]) =>
    pathsOf(member, at === '' ? name : `${at}.${name}`),
  );
}

const told = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Whether the form of money is proven: a balance that is known must read as it is said to be. */
export async function moneyFinding(
  { target, at }: Described,
  asked: Asked,
  player: PooledPlayer,
): Promise<Finding> {
  const { wire } = target;
  const cash = asked.reading?.body['cash'];
  const money = { ...wire?.map.money, ...wire?.map.operations['getWallet']?.money };
  const format = money.format ?? 'decimal-string';
  const { balance, currency, player_id: id } = player;
  if (balance === undefined) {
    const remedy = `say what ${id} holds: { id: ${id}, balance: '…' } in data.players.pool`;
    return warn('money', `nothing proves that amounts stand as ${format}`, remedy);
  }
  const known = amountOfWire(balance, currency, { format: 'decimal-string' });
  if (known === cash) return ok('money', `${format}: ${id} holds ${balance}, as it is said`);
  const raw = await rawCash(asked, wire?.map.operations['getWallet']?.response?.['cash']);
  const fitting = MONEY_FORMATS.filter(
    (other) =>
      amountOfWire(raw, currency, { format: other, as: 'number' }) === known ||
      amountOfWire(raw, currency, { format: other, as: 'string' }) === known,
  );
  const message = `${id} is said to hold ${balance} and reads as ${told(cash)}`;
  if (fitting.length > 0) {
    const where = at(['map', 'money', 'format']);
    return fail('money', message, `correct map.money.format (${where}): ${fitting.join(' or ')}`);
  }
  const where = at(['data', 'players', 'pool']);
  return warn('money', message, `was it played with since? then correct its balance (${where})`);
}

async function rawCash(asked: Asked, expression: string | undefined): Promise<unknown> {
  if (asked.delivery.kind === 'lost' || expression === undefined) return undefined;
  const { status, headers, text } = asked.delivery;
  try {
    return await expressionOf(expression, 'cash').of(jsonOf(text), { status, headers });
  } catch {
    return undefined; // it names what only a run binds
  }
}
