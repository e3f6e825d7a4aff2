import { formatAmount } from '../../kernel/money.js';
import { realClock } from '../../kernel/time.js';
import { idSourceOf } from '../dialect/ids.js';
import type { PooledPlayer } from '../dialect/pool.js';
import { PROVISION } from '../dialect/wire.js';
import type { Wire } from '../dialect/wire.js';
import { namesOf } from '../names.js';
import type { Ask } from './ask.js';
import type { Described } from './described.js';
import { fail, ok, skip, warn } from './finding.js';
import type { Finding, Looking } from './finding.js';
import { LOG, probed, UNKNOWN_BET } from './probed.js';

/** The operations that move money, in the order in which a round has them. */
const MOVING = ['debitRound', 'creditRound', 'rollbackRound', 'playRound'] as const;

/** A bet and its win in one call: what only some wallets have. */
const OPTIONAL: ReadonlySet<string> = new Set(['playRound']);

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
 * must be refused because of the player. Whoever says that has read the request so far.
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
    playRound: {
      ...round,
      round_id: id('play'),
      idempotency_key: id('play'),
      amount,
      win_amount: amount,
      game_id: 'slot-1',
      final: true,
    },
  };
  for (const operation of MOVING) {
    const own = wire.map.operations[operation];
    if (!own) {
      const place = described.at(['map', 'operations']);
      if (!OPTIONAL.has(operation))
        yield fail('map', `map.operations has no ${operation}`, `add it (${place})`);
      continue;
    }
    yield probed(described, operation, await ask(operation, inputs[operation]));
  }
}

/** A body on a GET is lost on most servers, and the request then says nothing of what it should. */
export async function* bodiesOfReads(described: Described, wire: Wire): Looking {
  for (const [operation, { method, request }] of Object.entries(wire.map.operations)) {
    if (method.toUpperCase() !== 'GET' || request === undefined) continue;
    const owner = operation === PROVISION ? operation.split('.') : ['map', 'operations', operation];
    yield warn(
      'map',
      `${operation} is a GET with request: the body of a GET is seldom read`,
      `say query: instead of request: (${described.at([...owner, 'request'])}), or another method`,
    );
  }
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
  if (!reading.ok && !reading.codes.some((code) => UNKNOWN_BET.includes(code))) {
    const named = reading.codes.join(' or ') || 'a code the map does not name';
    const errors = described.at(['map', 'errors']);
    yield warn(
      'dialect',
      `rollbackRound of a bet that never was is refused as ${named}: ${words}`,
      `is the request shaped as the wallet wants it (${described.at(['map', 'operations', 'rollbackRound'])})? if the bet is meant: '${reading.wireCode ?? ''}' may stand for TXN_NOT_FOUND, in map.errors (${errors})`,
    );
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
