import { formatAmount, parseAmount } from '../../kernel/money.js';
import { realClock } from '../../kernel/time.js';
import { isStake } from '../dialect/memory.js';
import type { PooledPlayer } from '../dialect/pool.js';
import type { Wire } from '../dialect/wire.js';
import type { Ask, Asked } from './ask.js';
import type { Described } from './described.js';
import { fail, ok } from './finding.js';
import type { Finding, Looking } from './finding.js';
import { idMaker, smallest } from './probes.js';

/** A player with money, and what is needed to play with it. */
interface Purse {
  readonly ask: Ask;
  readonly player: PooledPlayer;
  /** As it was before, in minor units. */
  readonly opening: number;
  readonly id: (what: string) => string;
}

/** The round went otherwise than it must; the finding says so. */
class Astray extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}

/**
 * One bet of the smallest amount that is rolled back, one that is won back, and one that wins
 * itself back in one call where the map has it; after each the balance must be what it was.
 */
export async function* roundTrip(
  described: Described,
  wire: Wire,
  ask: Ask,
  player: PooledPlayer,
): Looking {
  const id = idMaker(wire, `${described.run.namespace} money ${realClock.now()}`);
  try {
    const purse: Purse = { ask, player, id, opening: await balanceOf(ask, player) };
    yield await takenBack(purse, 'rollbackRound', {});
    yield await takenBack(purse, 'creditRound', { win_amount: smallest(player.currency) });
    if (wire.map.operations['playRound']) yield await played(purse);
  } catch (thrown) {
    if (!(thrown instanceof Astray)) throw thrown;
    yield thrown.finding;
  }
}

async function takenBack(
  { ask, player, opening, id }: Purse,
  operation: 'rollbackRound' | 'creditRound',
  members: Readonly<Record<string, string>>,
): Promise<Finding> {
  const { player_id, currency } = player;
  const round = { player_id, round_id: id('round') };
  const key = id('stake');
  const amount = smallest(currency);
  const debit = { ...round, currency, amount, idempotency_key: key, game_id: 'slot-1' };
  const bet = sound('debitRound', await ask('debitRound', debit), key);
  const during = await balanceOf(ask, player);
  const minor = parseAmount(amount, currency);
  if (!minor.ok || during !== opening - minor.minor) {
    throw astray(
      `a bet of ${amount} took ${player_id} from ${formatAmount(opening, currency)} to ${formatAmount(during, currency)}`,
      'is map.money.format right for debitRound too? undo the bet by hand before the next run',
    );
  }
  const txn = bet.reading?.body['txn_id'];
  const undo = {
    ...round,
    ...members,
    ...(operation === 'creditRound' && { currency, final: true }),
    idempotency_key: id('answer'),
    ...(typeof txn === 'string' ? { txn_ref: txn } : { debit_key: key }),
  };
  sound(operation, await ask(operation, undo), key);
  await restored({ ask, player, opening }, operation, `does its request name the bet (${key})?`);
  const how = operation === 'rollbackRound' ? 'rolled back' : 'won back';
  return ok('money', `a bet of ${amount} was ${how}; ${player_id} has what it had`);
}

/** A round in one call that wins its stake back. */
async function played({ ask, player, opening, id }: Purse): Promise<Finding> {
  const { player_id, currency } = player;
  const amount = smallest(currency);
  const key = id('play');
  const input = { player_id, round_id: id('round'), currency, amount, win_amount: amount };
  const more = { idempotency_key: key, game_id: 'slot-1', final: true };
  sound('playRound', await ask('playRound', { ...input, ...more }), key);
  await restored({ ask, player, opening }, 'playRound', 'does its request name the win?');
  return ok('money', `a bet of ${amount} was won back in one call; ${player_id} has what it had`);
}

async function restored(
  { ask, player, opening }: Omit<Purse, 'id'>,
  operation: string,
  question: string,
): Promise<void> {
  const { player_id, currency } = player;
  const after = await balanceOf(ask, player);
  if (after === opening) return;
  throw astray(
    `${operation} left ${player_id} with ${formatAmount(after, currency)} instead of ${formatAmount(opening, currency)}`,
    `${question} correct the balance by hand before the next run`,
  );
}

/** The answer, once it accepts in the shape of its map; `key` is the bet that else stands open. */
function sound(operation: string, asked: Asked, key: string): Asked {
  const { reading, words } = asked;
  const isOpen = !isStake(operation) || reading?.ok !== false;
  const open = isOpen ? `; the bet ${key} may stand open: take it back by hand` : '';
  if (reading?.ok !== true) {
    throw astray(
      `${operation} of the smallest amount is not accepted: ${words}`,
      `correct map.operations.${operation}${open}`,
    );
  }
  if (reading.faults.length === 0) return asked;
  throw astray(
    `${operation}: ${reading.faults.join('; ')}: ${words}`,
    `correct map.operations.${operation}.response${open}`,
  );
}

async function balanceOf(ask: Ask, { player_id, currency }: PooledPlayer): Promise<number> {
  const asked = await ask('getWallet', { player_id });
  const cash = parseAmount(asked.reading?.body['cash'], currency);
  if (cash.ok) return cash.minor;
  throw astray(`the balance cannot be read: ${asked.words}`, 'look at the log of the target');
}

const astray = (message: string, remedy: string): Astray =>
  new Astray(fail('money', message, remedy));
