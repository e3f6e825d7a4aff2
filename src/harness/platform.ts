import { basicOf, buildRequest, judgeAnswer } from '../client/index.js';
import type {
  BuildOptions,
  ClientHandle,
  Delivery,
  FlatInput,
  SendOptions,
  WireRequest,
} from '../client/index.js';
import type { OperationId, OperationSpec } from '../contract/operations.js';
import type { Input, Output } from '../contract/types.js';
import { answerOf } from './answer.js';
import type { Answer, Asked } from './answer.js';
import { mappedCall } from './dialect/mapped-call.js';
import { NotApplicable, TargetLost } from './failures.js';
import type { Session } from './session.js';

export interface CallOptions extends Omit<BuildOptions, 'token'>, SendOptions {
  /** Whose token to use; default the run's own client. */
  readonly as?: ClientHandle | undefined;
  /** This token in place of the client's; null sends none. */
  readonly token?: string | null | undefined;
  /** false: take the answer as it comes, whatever the contract says of it. */
  readonly judge?: boolean | undefined;
}

export interface RawRequest extends SendOptions {
  readonly method: string;
  /** With its query, from `/` on. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Text and bytes go as they are; an object goes as JSON. */
  readonly body?: string | Uint8Array | Readonly<Record<string, unknown>>;
  readonly as?: ClientHandle;
  /** Default: the run's own token; null sends none. */
  readonly token?: string | null;
  /** false: not even a 5xx counts against the check. */
  readonly judge?: boolean;
}

/** Names complete, values free: a scenario must be able to send what the contract forbids. */
export type LooseInput<Id extends OperationId> = {
  readonly [Name in keyof Input<Id>]?: unknown;
} & FlatInput;

type Calls = {
  readonly [Id in OperationId]: (
    input?: LooseInput<Id>,
    options?: CallOptions,
  ) => Promise<Answer<Output<Id>>>;
};

/**
 * The platform under test, one method per operation of the contract. Each answer is judged by the
 * contract; leaving it fails the check even where the scenario expects nothing of that answer.
 */
export interface PlatformClient extends Calls {
  /** Any request at all. Only a 5xx or a missing answer counts against the check by itself. */
  raw(request: RawRequest): Promise<Answer>;
}

export function platformOf(session: Session): PlatformClient {
  const { operations } = session.connection.contract;
  const calls = Object.values(operations).map((operation) => [
    operation.id,
    (input: FlatInput = {}, options: CallOptions = {}) =>
      ownFate(call(session, operation, input, options)),
  ]);
  const platform = Object.fromEntries(calls) as Record<string, unknown>;
  platform['raw'] = (request: RawRequest) => ownFate(raw(session, request));
  return platform as unknown as PlatformClient;
}

/** A call nobody awaits, because its scenario already failed, must not end the whole run. */
function ownFate<T>(call: Promise<T>): Promise<T> {
  call.catch(() => undefined);
  return call;
}

async function call(
  session: Session,
  operation: OperationSpec,
  input: FlatInput,
  options: CallOptions,
): Promise<Answer> {
  const { client, mapped } = session.connection;
  if (mapped) return mappedCall(session, mapped, operation, input, options);
  const acting = options.as ?? client;
  const asksForToken = operation.id === 'issueToken' && options.token === undefined;
  const basic = asksForToken && input['client_id'] === undefined ? basicOf(acting) : undefined;
  const token =
    options.token ?? (await tokenFor(session, acting, operation.scope !== null, options.token));
  const names = correlationOf(session);
  const headers = { ...names, ...(basic && { authorization: basic }), ...lower(options.headers) };
  const request = buildRequest(operation, input, { ...options, token, headers });
  const strayed = options.path !== undefined || options.method !== undefined;
  const judge = options.judge ?? !session.faulted.has(operation.id);
  const clientId = token === undefined || options.token ? null : acting.client_id;
  const asked = { operation: operation.id, spec: strayed ? undefined : operation, input, request };
  return deliver(session, asked, { ...options, clientId, judge: judge && 'contract' });
}

async function raw(session: Session, asked: RawRequest): Promise<Answer> {
  const { as = session.connection.client, body } = asked;
  if (session.connection.mapped) {
    throw new NotApplicable('it writes the wire of the reference contract (raw)');
  }
  const token = asked.token ?? (await tokenFor(session, as, true, asked.token));
  const isText = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
  const headers: Record<string, string | undefined> = {
    ...correlationOf(session),
    ...(!isText && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...lower(asked.headers),
  };
  const request: WireRequest = {
    method: asked.method,
    path: asked.path,
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    body: isText ? body : JSON.stringify(body),
  };
  const judge = (asked.judge ?? session.faulted.size === 0) && 'liveness';
  const facts = { operation: 'raw', spec: undefined, input: {}, request };
  return deliver(session, facts, { ...asked, clientId: null, judge });
}

const tokenFor = async (
  session: Session,
  client: ClientHandle,
  wanted: boolean,
  told: string | null | undefined,
): Promise<string | undefined> =>
  wanted && told === undefined ? session.connection.tokens.of(client) : undefined;

const correlationOf = (session: Session): Record<string, string> => ({
  'x-request-id': session.names.id('req'),
  traceparent: session.names.traceparent(),
});

const lower = (
  headers: Readonly<Record<string, string | undefined>> = {},
): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

interface Delivering extends SendOptions {
  readonly clientId: string | null;
  /** contract: everything; liveness: only that a sound answer came; false: nothing. */
  readonly judge: 'contract' | 'liveness' | false;
}

async function deliver(session: Session, asked: Asked, how: Delivering): Promise<Answer> {
  if (session.over) throw new TargetLost(`${session.check} is over`);
  const { sender, history } = session.connection;
  const ended = history.invoke({
    check: session.check,
    operation: asked.operation,
    clientId: how.clientId,
    playerId: textOr(null, asked.input['player_id']),
    input: asked.input,
    key: asked.request.headers['idempotency-key'] ?? textOr(null, asked.input['idempotency_key']),
    disturbed: how.judge !== 'contract',
    request: asked.request,
  });
  session.inFlight += 1;
  const delivery = await sender.send(asked.request, how).finally(() => {
    session.inFlight -= 1;
  });
  const answer = answerOf(sender.baseUrl, asked, delivery);
  ended(answer);
  session.answers.push(answer);
  if (how.judge) noteBreaches(session, asked, delivery, answer, how.judge);
  if (delivery.kind === 'lost' && delivery.reason === 'unreachable') {
    throw new TargetLost(`${asked.request.method} ${asked.request.path}: ${delivery.message}`);
  }
  return answer;
}

function noteBreaches(
  session: Session,
  asked: Asked,
  delivery: Delivery,
  answer: Answer,
  judge: 'contract' | 'liveness',
): void {
  if (delivery.kind === 'lost') {
    if (delivery.reason === 'hung_up') return;
    const message = `${asked.operation} was not answered: ${delivery.reason}`;
    session.breaches.push({ kind: 'target', message, exchange: answer.exchange });
    return;
  }
  for (const breach of judgeAnswer(asked.spec, asked.request, delivery)) {
    if (judge === 'liveness' && breach.rule !== 'server_error') continue;
    const where = breach.field === '' ? '' : ` at "${breach.field}"`;
    const message = `${asked.operation} left the contract (${breach.rule})${where}: ${breach.message}`;
    if (session.breaches.some((known) => known.message === message)) continue;
    session.breaches.push({ kind: 'contract', message, exchange: answer.exchange });
  }
}

const textOr = (otherwise: null, value: unknown): string | null =>
  typeof value === 'string' ? value : otherwise;
