import type { Delivery, FlatInput, WireRequest } from '../../client/index.js';
import type { OperationSpec } from '../../contract/operations.js';
import { statusOfCode } from '../../client/index.js';
import { parseAmount } from '../../kernel/money.js';
import type { Answer } from '../answer.js';
import { keepExchange, shownUrl } from '../evidence.js';
import { NotApplicable, TargetLost, Untestable, Withheld } from '../failures.js';
import type { CallOptions } from '../platform.js';
import type { Session } from '../session.js';
import type { Mapped } from './mapped.js';
import { isStake } from './memory.js';
import { DUPLICATE } from './readings.js';
import type { Reading } from './readings.js';

/** Options that write the wire of the reference contract; on another wire they mean nothing. */
const WIRE_OPTIONS = ['rawBody', 'contentType', 'path', 'method', 'headers', 'as'] as const;

/** One call of a scenario, said in the words of the target; its answer in those of the contract. */
export async function mappedCall(
  session: Session,
  mapped: Mapped,
  spec: OperationSpec,
  input: FlatInput,
  options: CallOptions,
): Promise<Answer> {
  refuseForeign(mapped, spec.id, options);
  if (options.token === null && !mapped.admission.hasCredentials) {
    throw new NotApplicable('requests to this target carry no credentials to leave out');
  }
  const { key, token, ...rest } = options;
  const asked = key === undefined ? input : { ...input, idempotency_key: key };
  refuseAboveGuard(mapped, spec.id, asked);
  const currency = currencyOf(mapped, asked);
  const { translation, memory } = mapped;
  memory.asked(spec.id, asked);
  const completed = memory.completed(spec.id, asked);
  const unsigned = await translation.requestOf(spec.id, completed, currency);
  const request = await mapped.admission.admit(unsigned, token);
  const judge = (options.judge ?? true) && !session.faulted.has(spec.id);
  const call = { session, mapped, spec, input: asked, currency, request, judge };
  return sent(call, { ...rest, clientId: token === undefined ? 'mapped' : null });
}

/** Ends the check when the map has no such operation: required ones are no matter of taste. */
function refuseForeign(mapped: Mapped, operation: string, options: CallOptions): void {
  if (!mapped.translation.operations.has(operation)) {
    const message = `map.operations has no ${operation}`;
    if (mapped.required.has(operation)) throw new Untestable('operation', message);
    throw new NotApplicable(message);
  }
  const written = WIRE_OPTIONS.find((option) => options[option] !== undefined);
  if (written === undefined) return;
  throw new NotApplicable(`it writes the wire of the reference contract (${written})`);
}

/** A stake above the guard is not sent, nor a win that could not be staked back within it. */
function refuseAboveGuard(mapped: Mapped, operation: string, input: FlatInput): void {
  const currency = currencyOf(mapped, input);
  const refuse = (does: string, amount: unknown, most: string | undefined): void => {
    const [asked, limit] = [parseAmount(amount, currency), parseAmount(most, currency)];
    if (!asked.ok || !limit.ok || asked.minor <= limit.minor) return;
    throw new Withheld(`it ${does} ${String(amount)}; the guard allows ${most}`);
  };
  if (isStake(operation)) refuse('stakes', input['amount'], mapped.maxStake);
  refuse('wins', input['win_amount'], mapped.maxWin);
}

/** Of the player where it is known: a foreign currency in a request changes no wallet. */
function currencyOf({ pool }: Mapped, input: FlatInput): string {
  const player = pool.players.find(({ player_id }) => player_id === input['player_id']);
  return player?.currency ?? pool.currency;
}

interface MappedCall {
  readonly session: Session;
  readonly mapped: Mapped;
  readonly spec: OperationSpec;
  readonly input: FlatInput;
  readonly currency: string;
  readonly request: WireRequest;
  readonly judge: boolean;
}

async function sent(
  call: MappedCall,
  how: CallOptions & { readonly clientId: string | null },
): Promise<Answer> {
  const { session, mapped, spec, input, request } = call;
  const { sender, history } = session.connection;
  await mapped.pace();
  if (session.over) throw new TargetLost(`${session.check} is over`);
  const ended = history.invoke({
    check: session.check,
    operation: spec.id,
    clientId: how.clientId,
    playerId: typeof input['player_id'] === 'string' ? input['player_id'] : null,
    input,
    key: typeof input['idempotency_key'] === 'string' ? input['idempotency_key'] : null,
    disturbed: !call.judge,
    translated: true,
  });
  session.inFlight += 1;
  const delivery = await sender.send(request, how).finally(() => {
    session.inFlight -= 1;
  });
  const answer = await heard(call, delivery);
  ended(answer);
  session.answers.push(answer);
  if (delivery.kind === 'lost' && delivery.reason === 'unreachable') {
    const shownPath = shownUrl(request.path, mapped.redaction);
    throw new TargetLost(`${request.method} ${shownPath}: ${delivery.message}`);
  }
  return answer;
}

async function heard(call: MappedCall, delivery: Delivery): Promise<Answer> {
  const { session, mapped, spec, input } = call;
  const { translation, memory } = mapped;
  if (delivery.kind === 'lost') {
    const answer = answered(call, delivery, undefined);
    if (call.judge && delivery.reason !== 'hung_up') {
      note(session, 'target', `${spec.id} was not answered: ${delivery.reason}`, answer);
    }
    return answer;
  }
  const read = await translation.readingOf(spec.id, input, delivery, call.currency);
  const isRepeat = memory.isRepeat(spec.id, input);
  const isReplay = isRepeat && mapped.knobs.identical_duplicate === 'duplicate_code';
  const reading = read.codes.includes(DUPLICATE) ? ofDuplicate(read, isReplay) : read;
  const answer = answered(call, delivery, reading);
  if (reading.ok && !read.codes.includes(DUPLICATE)) memory.heard(spec.id, input, reading.body);
  if (!call.judge) return answer;
  if (delivery.status >= 500) {
    note(session, 'target', `${spec.id} failed: HTTP ${delivery.status}`, answer);
  }
  const misplaced = reading.ok ? [] : misplacedStatus(mapped, delivery.status);
  for (const fault of [...reading.faults, ...misplaced]) {
    note(session, 'contract', `${spec.id} left the shape its map declares: ${fault}`, answer);
  }
  return answer;
}

/** Refusals of other kinds than those of play: who asks, what was asked, how often. */
const NOT_OF_PLAY = new Set([400, 401, 403, 404, 405, 413, 415, 429]);

/** A refusal with a status that the dialect says it does not have, in words. */
function misplacedStatus({ knobs }: Mapped, status: number): readonly string[] {
  const isPlain = status >= 200 && status < 300;
  if (knobs.business_http === '4xx' ? !isPlain : isPlain || NOT_OF_PLAY.has(status)) return [];
  return [
    `it refuses with HTTP ${status}, and the dialect says business_http: ${knobs.business_http}`,
  ];
}

/** A code for duplicates is a replay for the very same request, and a conflict for any other. */
function ofDuplicate(read: Reading, isReplay: boolean): Reading {
  const others = read.codes.filter((code) => code !== DUPLICATE);
  if (isReplay) return { ...read, ok: true, replayed: true, codes: [], faults: [] };
  return { ...read, codes: others.length > 0 ? others : ['IDEMPOTENCY_CONFLICT'] };
}

function answered(call: MappedCall, delivery: Delivery, reading: Reading | undefined): Answer {
  const { session, mapped, spec, input, request } = call;
  const { baseUrl } = session.connection.sender;
  const told = mapped.translation.told(spec.id);
  const [code] = reading?.codes ?? [];
  const status = delivery.kind === 'received' ? delivery.status : 0;
  const refused = code === undefined ? status : (statusOfCode(code) ?? status);
  return {
    operation: spec.id,
    spec,
    input,
    outcome: reading === undefined ? 'unknown' : reading.ok ? 'ok' : 'refused',
    status: reading?.ok ? spec.successStatus : refused,
    headers: reading?.replayed ? { 'idempotent-replayed': 'true' } : {},
    body: reading?.body ?? {},
    text: delivery.kind === 'received' ? delivery.text : '',
    error: reading?.ok === false ? (code ?? 'a code the map does not name') : undefined,
    details: {},
    lost: delivery.kind === 'lost' ? delivery.reason : undefined,
    requestId: undefined,
    ms: delivery.ms,
    translated: {
      codes: reading?.codes ?? [],
      told,
      isRepeat: mapped.memory.isRepeat(spec.id, input),
      wire: wireWords(status, reading),
      saysReplayed: reading?.replayed,
    },
    exchange: keepExchange(baseUrl, spec.id, request, delivery, mapped.redaction),
  };
}

function wireWords(status: number, reading: Reading | undefined): string {
  const { wireCode } = reading ?? {};
  const isStatus = wireCode === undefined || wireCode.startsWith('http:');
  return isStatus ? `HTTP ${status}` : `HTTP ${status}, code ${wireCode}`;
}

function note(
  session: Session,
  kind: 'target' | 'contract',
  message: string,
  answer: Answer,
): void {
  if (session.breaches.some((known) => known.message === message)) return;
  session.breaches.push({ kind, message, exchange: answer.exchange });
}
