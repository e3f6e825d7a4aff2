import { parseAmount } from '../../kernel/money.js';
import type { ReachedWire } from '../dialect/reach.js';
import type { PooledPlayer } from '../dialect/pool.js';
import { PROVISION } from '../dialect/wire.js';
import type { Wire } from '../dialect/wire.js';
import type { Ask } from './ask.js';
import type { Described } from './described.js';
import { fail, ok, skip, warn } from './finding.js';
import type { Finding, Looking } from './finding.js';

/** So many players one check may want at once. */
const ENOUGH = 4;

/** What was found out about one player. */
interface Looked {
  readonly player: PooledPlayer;
  readonly finding: Finding | undefined;
  readonly minor: number;
}

/**
 * Reads every player of the pool: whether it exists, is funded and has the currency it is said to
 * have. Answers with a funded one.
 */
export async function* players(
  described: Described,
  wire: Wire,
  { mapped }: ReachedWire,
  ask: Ask,
): Looking<PooledPlayer | undefined> {
  if (mapped.adapter.player) {
    yield skip('players', 'the adapter makes them, one for each check');
    return undefined;
  }
  if (mapped.translation.operations.has(PROVISION)) {
    yield skip('players', `${PROVISION} makes them, one for each check`);
    return undefined;
  }
  if (wire.players.length === 0) {
    const remedy = 'name at least four in data.players.pool, or describe data.players.create';
    yield fail('players', 'there is nobody to play with: every check is untestable', remedy);
    return undefined;
  }
  const looked: Looked[] = [];
  for (const player of wire.players) looked.push(await lookAt(described, ask, player));
  for (const { finding } of looked) if (finding) yield finding;
  const active = looked.filter(({ player }) => player.status === 'active');
  const funded = active.filter(({ minor, finding }) => minor > 0 && finding?.mark !== 'fail');
  yield counted(described, active.length, funded.length);
  return funded.toSorted((one, other) => other.minor - one.minor)[0]?.player;
}

function counted({ at }: Described, active: number, funded: number): Finding {
  const where = at(['data', 'players', 'pool']);
  if (funded === 0) {
    const remedy = `put money on them by your own means, or name others (${where})`;
    return fail('players', 'no active player is funded: nothing can be staked', remedy);
  }
  const message = `${funded} of ${active} active players are funded`;
  if (funded >= ENOUGH) return ok('players', message);
  const remedy = `four are enough for every check, eight let them run side by side (${where})`;
  return warn('players', `${message}: checks that want more are untestable`, remedy);
}

async function lookAt({ at }: Described, ask: Ask, player: PooledPlayer): Promise<Looked> {
  const { player_id: id, currency } = player;
  const { reading, words } = await ask('getWallet', { player_id: id });
  const pool = at(['data', 'players', 'pool']);
  if (reading?.ok !== true || reading.faults.length > 0) {
    const remedy = `make the player, or take it out of the pool (${pool})`;
    const finding = fail('players', `${id} cannot be read: ${words}`, remedy);
    return { player, finding, minor: 0 };
  }
  const { cash, currency: told } = reading.body;
  if (typeof told === 'string' && told !== currency) {
    const remedy = `say currency: ${told} of it (${pool})`;
    const finding = fail('players', `${id} holds ${told}, not ${currency}`, remedy);
    return { player, finding, minor: 0 };
  }
  const parsed = parseAmount(cash, currency);
  const minor = parsed.ok ? parsed.minor : 0;
  if (minor > 0 || player.status !== 'active') return { player, finding: undefined, minor };
  const remedy = `put money on it by your own means: who has nothing cannot stake, so cannot win`;
  const finding = warn('players', `${id} has ${String(cash)} ${currency}: it is unfunded`, remedy);
  return { player, finding, minor };
}
