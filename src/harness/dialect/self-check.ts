import type { Received, Sender } from '../../client/index.js';
import { difference, shown } from '../difference.js';
import { shownUrl } from '../evidence.js';
import { PreflightFailed } from '../failures.js';
import type { MapExample } from './map.js';
import type { Mapped } from './mapped.js';
import { DUPLICATE } from './readings.js';
import type { Wire } from './wire.js';

/** Finds out before any verdict whether map and adapter say what they should; throws if not. */
export async function selfCheck(mapped: Mapped, wire: Wire, sender: Sender): Promise<void> {
  await mapped.adapter.selfCheck?.();
  await checkExamples(mapped, wire);
  await readFirstWallet(mapped, sender);
}

/** Whether the examples of the map read as they say; nothing is sent. Rejects if not. */
export async function checkExamples(mapped: Mapped, wire: Wire): Promise<void> {
  for (const [operation, { examples = [] }] of Object.entries(wire.map.operations)) {
    for (const [nth, example] of examples.entries()) {
      await checkExample(mapped, wire, operation, example, nth);
    }
  }
}

async function checkExample(
  { translation }: Mapped,
  { currency }: Wire,
  operation: string,
  example: MapExample,
  nth: number,
): Promise<void> {
  const { status, headers = {}, body } = example;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const received: Received = { kind: 'received', status, headers, text, ms: 0 };
  const reading = await translation.readingOf(operation, {}, received, currency);
  const told = reading.ok ? reading.body : { error: reading.codes[0] ?? reading.wireCode };
  const place = `map.operations.${operation}.examples[${nth}]`;
  const different = difference(example.expect, told);
  if (different !== undefined) throw new PreflightFailed(`${place}: ${different}`);
  if (reading.faults.length === 0 || reading.codes.includes(DUPLICATE)) return;
  throw new PreflightFailed(`${place}: ${reading.faults.join('; ')}`);
}

/** One harmless read: proves the way in, the map of the wallet and the form of money. */
async function readFirstWallet(mapped: Mapped, sender: Sender): Promise<void> {
  const [player] = mapped.pool.players;
  const { translation } = mapped;
  if (!player || !translation.operations.has('getWallet')) return;
  const input = { player_id: player.player_id };
  const unsigned = await translation.requestOf('getWallet', input, player.currency);
  const request = await mapped.admission.admit(unsigned);
  const url = shownUrl(sender.baseUrl + request.path, mapped.redaction);
  const call = `${request.method} ${url}`;
  const answer = await sender.send(request);
  if (answer.kind === 'lost') {
    throw new PreflightFailed(`${call} does not answer: ${answer.reason} (${answer.message})`);
  }
  const said = `HTTP ${answer.status} ${shown(answer.text)}`;
  const reading = await translation.readingOf('getWallet', input, answer, player.currency);
  if (!reading.ok || answer.status >= 500) {
    throw new PreflightFailed(`the wallet of ${player.player_id} is not told: ${call}: ${said}`);
  }
  if (reading.faults.length > 0) {
    const faults = reading.faults.join('; ');
    throw new PreflightFailed(`the map does not fit the wallet: ${faults}: ${said}`);
  }
  const { cash } = reading.body;
  const { balance, player_id: id } = player;
  if (balance === undefined || typeof cash !== 'string' || !isShifted(balance, cash)) return;
  throw new PreflightFailed(
    `${id} is said to hold ${balance} and reads as ${cash}: is map.money.format right?`,
  );
}

/** The same digits at another place: a wrong form of money, not one that was played with since. */
function isShifted(known: string, read: string): boolean {
  const digitsOf = (amount: string): string => amount.replace('.', '').replace(/^0+|0+$/g, '');
  return digitsOf(known) === digitsOf(read) && Number(known) !== Number(read);
}
