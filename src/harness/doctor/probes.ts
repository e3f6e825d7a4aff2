import { formatAmount } from '../../kernel/money.js';
import { realClock } from '../../kernel/time.js';
import { idSourceOf } from '../dialect/ids.js';
import type { PooledPlayer } from '../dialect/pool.js';
import type { Wire } from '../dialect/wire.js';
import { namesOf } from '../names.js';
import type { Ask, Asked } from './ask.js';
import type { Described } from './described.js';
import { fail, ok, skip, warn } from './finding.js';
import type { Finding, Looking } from './finding.js';

const LOG = 'the target fails: look at its log';

/** The operations that move money, in the order in which a round has them. */
const MOVING = ['debitRound', 'creditRound', 'rollbackRound'] as const;

/** New ids in the form the target takes; never those from which a run counts on. */
export function idMaker(wire: Wire, namespace: string): (what: string) => string {
  const names = namesOf(
    namespace,
    'doctor',
    idSourceOf({ ...wire, ids: { format: wire.ids.format } }),
  );
  return names.id;
}

/** The smallest amount of a currency, as decimal text. */
export const smallest = (currency: string): string => formatAmount(1, currency);

/**
 * Each operation that moves money, tried in a harmless form: for a player whom nobody knows, it
 * must be refused with a code that the map names.
 */
export async function* probes(described: Described, wire: Wire, ask: Ask): Looking {
  const id = idMaker(wire, `${described.run.namespace} ${realClock.now()}`);
  const isNumbered = /^\d+$/.test(wire.players[0]?.player_id ?? '');
  const nobody = isNumbered ? String(realClock.now()) : id('nobody');
  const amount = smallest(wire.currency);
  const round = { player_id: nobody, round_id: id('round'), currency: wire.currency };
  const stake = id('stake');
  const inputs = {
    debitRound: { ...round, idempotency_key: stake, amount, game_id: 'slot-1' },
    creditRound: { ...round, idempotency_key: id('win'), debit_key: stake, win_amount: amount },
    rollbackRound: {
      player_id: nobody,
      round_id: round.round_id,
      idempotency_key: id('rollback'),
      debit_key: stake,
    },
  };
  for (const operation of MOVING) {
    const own = wire.map.operations[operation];
    if (!own) {
      yield fail('map', `map.operations has no ${operation}`, `add it (${at(described, [])})`);
      continue;
    }
    yield judged(described, operation, await ask(operation, inputs[operation]));
  }
}

const at = ({ at: placeOf }: Described, more: readonly string[]): string =>
  placeOf(['map', 'operations', ...more]);

function judged(described: Described, operation: string, asked: Asked): Finding {
  const { delivery, reading, words } = asked;
  const path = at(described, [operation, 'path']);
  const told = `${operation}, for a player nobody knows: ${words}`;
  if (delivery.kind === 'lost' || !reading) return fail('map', told, `look at ${path}`);
  if (delivery.status >= 500) return fail('map', told, LOG);
  if (delivery.status === 405) {
    return fail('map', told, `correct the method or the path (${path})`);
  }
  if (reading.ok) {
    if (operation === 'rollbackRound' && described.target.wire?.knobs.rollback_unknown === 'ok') {
      return ok('map', `${operation}: of what it does not know, accepted as the dialect says`);
    }
    const remedy = `is map.ok right, and is ${path} the place? else the target has no players`;
    return fail('map', `accepted: ${told}`, remedy);
  }
  if (reading.codes.length > 0) {
    return ok('map', `${operation}: refused for a player nobody knows, ${reading.codes[0] ?? ''}`);
  }
  return unnamed(described, operation, asked);
}

/** Refused, with a code the map says nothing of. */
function unnamed(described: Described, operation: string, { delivery, reading, words }: Asked) {
  const code = reading?.wireCode ?? '';
  const path = at(described, [operation, 'path']);
  const errors = described.at(['map', 'errors']);
  const isNowhere = delivery.kind === 'received' && delivery.status === 404;
  const remedy = isNowhere
    ? `is there such a place (${path})? if the player is meant: '${code}': PLAYER_NOT_FOUND in map.errors (${errors})`
    : `say in map.errors (${errors}) what '${code}' stands for`;
  const message = `${operation} is refused with a code the map does not name: ${words}`;
  return isNowhere ? fail('map', message, remedy) : warn('map', message, remedy);
}

/**
 * Takes back a bet that never was, which moves nothing: whether the target answers it as the file
 * says that it does. Later checks lean on it.
 */
export async function* unknownRollback(
  described: Described,
  wire: Wire,
  ask: Ask,
  { player_id }: PooledPlayer,
): Looking {
  if (!wire.map.operations['rollbackRound']) return;
  const id = idMaker(wire, `${described.run.namespace} dialect ${realClock.now()}`);
  const { delivery, reading, words } = await ask('rollbackRound', {
    player_id,
    round_id: id('round'),
    idempotency_key: id('rollback'),
    debit_key: id('stake'),
  });
  const said = wire.knobs.rollback_unknown;
  if (delivery.kind === 'lost' || delivery.status >= 500 || !reading) {
    yield fail('dialect', `rollbackRound of a bet that never was: ${words}`, LOG);
    return;
  }
  const refused = reading.codes.includes('PARKED') ? 'parked' : 'error';
  const found = reading.ok ? 'ok' : refused;
  if (found === said) {
    yield ok('dialect', `rollback_unknown: ${said}, as the target answers`);
    return;
  }
  const place = described.at(['dialect', 'rollback_unknown']);
  const remedy = `set dialect.rollback_unknown: ${found} (${place}); docs/targets/dialect.md has the other answers`;
  yield warn('dialect', `the file says rollback_unknown: ${said}, and the target ${words}`, remedy);
}

export const unmoved = (): Finding =>
  skip(
    'money',
    'no money was moved; --with-money makes one bet of the smallest amount and takes it back',
  );
