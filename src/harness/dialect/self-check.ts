import type { Received, Sender } from '../../client/index.js';
import { difference, shown } from '../difference.js';
import { shownUrl } from '../evidence.js';
import { PreflightFailed } from '../failures.js';
import type { MapExample } from './map.js';
import type { Mapped } from './mapped.js';
import { DUPLICATE } from './readings.js';
import type { Reading } from './readings.js';
import type { Wire } from './wire.js';

/** An example of the map is read otherwise than it says. */
export class ExampleMisread extends PreflightFailed {
  /** The member of the target file that most likely is wrong, where the reading shows it. */
  readonly culprit: readonly string[] | undefined;

  constructor(message: string, culprit: readonly string[] | undefined) {
    super(message);
    this.culprit = culprit;
  }
}

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
  wire: Wire,
  operation: string,
  example: MapExample,
  nth: number,
): Promise<void> {
  const { status, headers = {}, body } = example;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const received: Received = { kind: 'received', status, headers, text, ms: 0 };
  const reading = await translation.readingOf(operation, {}, received, wire.currency);
  const told = reading.ok ? reading.body : { error: reading.codes[0] ?? reading.wireCode };
  const place = `map.operations.${operation}.examples[${nth}]`;
  const different = difference(example.expect, told);
  const isSound = reading.faults.length === 0 || reading.codes.includes(DUPLICATE);
  if (different === undefined && isSound) return;
  const found = different ?? reading.faults.join('; ');
  const { words, culprit } = misreadingOf(wire, operation, example, reading, found);
  throw new ExampleMisread(`${place}: ${words}`, culprit);
}

interface Misreading {
  readonly words: string;
  readonly culprit: readonly string[] | undefined;
}

/**
 * What an example is read as, in words that name the cause: a member that is there in another form
 * and a refusal that is taken for an acceptance both show as "absent" otherwise.
 */
function misreadingOf(
  { map }: Wire,
  operation: string,
  { expect }: MapExample,
  reading: Reading,
  found: string,
): Misreading {
  const own = map.operations[operation];
  const wantsRefusal = 'error' in expect;
  if (reading.ok === wantsRefusal) {
    const culprit = own?.ok === undefined ? ['map', 'ok'] : ['map', 'operations', operation, 'ok'];
    const ok = own?.ok ?? map.ok;
    const by = `${culprit.join('.')} (${ok ?? 'absent: every HTTP 2xx accepts'})`;
    const wanted = wantsRefusal ? `error ${shown(expect['error'])}` : 'an accepted answer';
    const as = wantsRefusal ? 'accepted' : `refused (${reading.wireCode ?? 'no code'})`;
    return { words: `expected ${wanted}, and the answer is read as ${as} by ${by}`, culprit };
  }
  const culprit =
    own?.money?.format === undefined
      ? ['map', 'money', 'format']
      : ['map', 'operations', operation, 'money', 'format'];
  const told = reading.faults.find((fault) => fault.includes('not money as'));
  const member = told === undefined ? undefined : /^\w+/.exec(told)?.[0];
  if (told !== undefined && (found === told || found.startsWith(`${member}: `))) {
    const wanted = expect[member ?? ''];
    const words = wanted === undefined ? '' : `, where ${shown(wanted)} is expected`;
    return {
      words: `${told} (${culprit.join('.')})${words}: it is there, in another form`,
      culprit,
    };
  }
  const isMoved = Object.entries(expect).some(([name, wanted]) => {
    const read = reading.body[name];
    return typeof wanted === 'string' && typeof read === 'string' && isShifted(wanted, read);
  });
  return { words: found, culprit: isMoved ? culprit : undefined };
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
