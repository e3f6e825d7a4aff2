import { credentialsRemedy } from './access.js';
import { isRefusalOfWhoAsks } from './ask.js';
import type { Asked } from './ask.js';
import type { Described } from './described.js';
import { fail, ok, warn } from './finding.js';
import type { Finding } from './finding.js';

export const LOG = 'the target fails: look at its log';

const UNKNOWN_PLAYER = 'PLAYER_NOT_FOUND';

/**
 * A rollback may be looked up by its bet before its player: what the dialect lets a wallet answer
 * to a bet that never was tells as well that the request was understood.
 */
export const UNKNOWN_BET = ['TXN_NOT_FOUND', 'ROUND_NOT_FOUND', 'PARKED'];

const at = ({ at: placeOf }: Described, more: readonly string[]): string =>
  placeOf(['map', 'operations', ...more]);

/** What the answer to a moving operation for a player nobody knows proves of the map. */
export function probed(described: Described, operation: string, asked: Asked): Finding {
  const { delivery, reading, words } = asked;
  const path = at(described, [operation, 'path']);
  const told = `${operation}, for a player nobody knows: ${words}`;
  if (delivery.kind === 'lost' || !reading) return fail('map', told, `look at ${path}`);
  if (delivery.status >= 500) return fail('map', told, LOG);
  if (delivery.status === 405) {
    return fail('map', told, `correct the method or the path (${path})`);
  }
  if (!reading.ok) return refused(described, operation, asked);
  if (operation === 'rollbackRound' && described.target.wire?.knobs.rollback_unknown === 'ok') {
    return ok('map', `${operation}: of what it does not know, accepted as the dialect says`);
  }
  const remedy = `is map.ok right, and is ${path} the place? else the target has no players`;
  return fail('map', `accepted: ${told}`, remedy);
}

function refused(described: Described, operation: string, asked: Asked): Finding {
  const { reading, words } = asked;
  const codes = reading?.codes ?? [];
  const telling =
    operation === 'rollbackRound' ? [UNKNOWN_PLAYER, ...UNKNOWN_BET] : [UNKNOWN_PLAYER];
  const proof = telling.find((code) => codes.includes(code));
  if (proof !== undefined) {
    return ok('map', `${operation}: refused for a player nobody knows, ${proof}`);
  }
  if (isTurnedAway(asked)) {
    // The balance read was let in, so what differs is what goes out with this operation.
    const message = `${operation} is not let in, though getWallet is: ${words}`;
    const also = `is its ${at(described, [operation])} signed and sent with all that getWallet has?`;
    return fail('auth', message, `${credentialsRemedy(described, asked)}; ${also}`);
  }
  if (codes.length === 0) return unnamed(described, operation, asked);
  const { request, query } = described.target.wire?.map.operations[operation] ?? {};
  const said = request === undefined ? (query === undefined ? 'path' : 'query') : 'request';
  const place = at(described, [operation, said]);
  const errors = described.at(['map', 'errors']);
  return warn(
    'map',
    `${operation}, for a player nobody knows, is refused as ${codes.join(' or ')}: ${words}`,
    `is the request shaped as the wallet wants it (${place})? if the player is meant: '${reading?.wireCode ?? ''}' may stand for ${UNKNOWN_PLAYER} too, in map.errors (${errors})`,
  );
}

/** Only by what the map names, or by a bare status: a wallet may answer 403 for reasons of play. */
function isTurnedAway({ delivery, reading }: Asked): boolean {
  const { codes = [], wireCode = '' } = reading ?? {};
  if (codes.length > 0) return codes.some(isRefusalOfWhoAsks);
  if (delivery.kind === 'lost' || !wireCode.startsWith('http:')) return false;
  return delivery.status === 401 || delivery.status === 403;
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
