import { readQuery } from '../contract/validators.js';
import { OAuthError, oauthRefusal } from '../domains/access/index.js';
import type { Answer, BoundOperation, Effects, Ground } from '../domains/context.js';
import type { KeptRefusal, Principal } from '../domains/context.js';
import { txnIdOf } from '../domains/idempotency/index.js';
import type { ErrorCode } from '../kernel/errors.js';
import { ApiError, refuse } from '../kernel/errors.js';
import type { OperationCall, OperationReply } from '../server/platform.js';
import type { Store } from '../store/store.js';
import type { RateVerdict } from './admission.js';
import type { Composition } from './composition.js';
import { defectOf } from './defects.js';
import type { OnDefect } from './defects.js';
import type { LiveHub } from './live.js';
import { accessReasonOf, noted, sealedFor } from './personal-data.js';

interface Stage {
  readonly store: Store;
  readonly ground: Ground;
  readonly composition: Composition;
  /** Told after a commit that left work due at once. */
  readonly wake?: (() => void) | undefined;
  /** Whether somebody waits for what is written to the journal. */
  readonly isHeard: () => boolean;
  readonly live: LiveHub;
  readonly onDefect: OnDefect;
}

type Body = Readonly<Record<string, unknown>>;

const ANONYMOUS: Principal = { clientId: 'anonymous', scopes: new Set() };

/**
 * The way of every call: who asks, may they, is the request whole, was it asked before, and only
 * then the operation (ERR-02). Never rejects: what is not a refusal is a defect and says no more.
 */
export function createPipeline(stage: Stage): (call: OperationCall) => Promise<OperationReply> {
  const { composition, ground } = stage;
  return async (call) => {
    try {
      const principal = await principalOf(ground, call);
      const scope = call.operation.scope;
      if (scope !== null && !composition.policy.hasScope(principal, scope)) {
        refuse('SCOPE_MISSING', { scope });
      }
      if (!composition.admission.isAddressAllowed(principal, call.remoteAddress)) {
        refuse('ADDRESS_NOT_ALLOWED');
      }
      const rate = composition.admission.take(ground, principal);
      if (rate.headers === undefined) return await perform(stage, call, principal);
      const reply = await heldBack(stage, call, principal, rate);
      return { ...reply, headers: { ...rate.headers, ...reply.headers } };
    } catch (failure) {
      return refusal(stage, failure, call);
    }
  };
}

/** For a caller with a rate: a refusal becomes a reply here, so that `RateLimit-*` reach it too. */
async function heldBack(
  stage: Stage,
  call: OperationCall,
  principal: Principal,
  { admitted, retryAfterS }: RateVerdict,
): Promise<OperationReply> {
  try {
    if (!admitted) refuse('RATE_LIMITED', { retry_after_s: retryAfterS });
    return await perform(stage, call, principal);
  } catch (failure) {
    return refusal(stage, failure, call);
  }
}

function principalOf(ground: Ground, call: OperationCall): Principal | Promise<Principal> {
  const { signature, scope } = call.operation;
  if (signature !== null) return signedPrincipal(ground, signature, call);
  if (scope === null) return ANONYMOUS;
  return ground.parts.tokens.principalOf(ground, call.authorization);
}

/** SEC-03: the signature before anything is read, then the signed time, then what was sent. */
function signedPrincipal(ground: Ground, partner: string, call: OperationCall): Principal {
  const principal = ground.parts.partners.principalOf(ground, partner, call);
  if (call.malformed) refuse('MALFORMED_JSON', call.malformed);
  ground.parts.partners.refuseStale(ground, (call.body as Body | null)?.['timestamp']);
  return principal;
}

function perform(
  stage: Stage,
  call: OperationCall,
  principal: Principal,
): OperationReply | Promise<OperationReply> {
  const { ground, composition, store } = stage;
  refuseViolations(composition, call);
  const { personalData } = call.operation;
  if (personalData) accessReasonOf(call);
  const key = composition.policy.keyOf(call);
  const body = call.body as Body | undefined;
  const input = { ...readQuery(call.operation, call.query), ...body, ...call.path };
  const operation = composition.operations[call.operation.id];
  const asked: Asked = { client: principal, input };
  const run = contextual(stage, call, asked, operation);
  const go = (): OperationReply | Promise<OperationReply> => {
    if (operation.mode === 'command')
      return store.transact(() => noted(ground, call, asked, once(stage, call, key, asked, run)));
    const read = () => told(stage, call, run(key, undefined, { txn: null }));
    // A read that is written down: answered when its entry is committed.
    if (personalData) return store.transact(() => noted(ground, call, asked, read()));
    const output = run(key, undefined, { txn: null });
    if (output instanceof Promise) return output.then((settled) => told(stage, call, settled));
    return told(stage, call, output);
  };
  const checked = operation.check?.(ground, input);
  return checked instanceof Promise ? checked.then(go) : go();
}

function refuseViolations(composition: Composition, call: OperationCall): void {
  const field = composition.policy.memberWithPan(call);
  if (field !== undefined) refuse('PAN_NOT_ALLOWED', { field });
  const violations = composition.policy.violations(call);
  const first = violations[0];
  if (first) refuse('VALIDATION_ERROR', { field: first.field, rule: first.rule, violations });
}

/** Who asks, and what for. */
interface Asked {
  readonly client: Principal;
  readonly input: Body;
}

type Run = (key: string | undefined, txnId: string | undefined, effects: Effects) => unknown;

function contextual(
  stage: Stage,
  call: OperationCall,
  { client, input }: Asked,
  operation: BoundOperation,
): Run {
  const { sql, clock, seed, parts, partners, addresses } = stage.ground;
  return (key, txnId, effects) =>
    operation.run(
      {
        sql,
        clock,
        seed,
        parts,
        partners,
        addresses,
        effects,
        call: {
          operation: call.operation.id,
          client,
          requestId: call.requestId,
          traceId: call.traceId,
          authorization: call.authorization,
          key,
          txnId,
        },
      },
      input,
    );
}

// No success, for it could not be the same one; no 404, for the account is there.
const GONE = { rule: 'the answer was erased with the player it told of' };

/** Idempotency for all commands: the key's receipt, or the operation and then its receipt. */
function once(
  stage: Stage,
  call: OperationCall,
  key: string | undefined,
  asked: Asked,
  run: Run,
): OperationReply {
  const effects: Effects = { txn: null };
  if (key === undefined)
    return woken(stage, effects, told(stage, call, run(key, undefined, effects)));
  const { ground, composition, store } = stage;
  const { idempotency } = ground.parts;
  const id = idempotency.idOf(ground, asked.client.clientId, key);
  const payload = idempotency.payloadOf(call.operation.id, call.path, call.body);
  const kept = idempotency.find(ground, id);
  if (kept) {
    const receipt = idempotency.open(ground, id, kept) ?? refuse('STATE_CONFLICT', GONE);
    if (!idempotency.matches(receipt, payload)) refuse('IDEMPOTENCY_CONFLICT');
    return { outcome: receipt.outcome as ErrorCode, text: receipt.body, replayed: true };
  }
  const reply = answered(
    () => told(stage, call, run(key, txnIdOf(id), effects)),
    (refused) => {
      if (!composition.policy.bindsKey(refused.code)) throw refused;
      store.undo();
      effects.txn = null;
      return refusal(stage, refused, call);
    },
  );
  const { outcome, text } = reply;
  const receipt = { payload, outcome, body: text, txn: effects.txn };
  idempotency.bind(ground, id, receipt, sealedFor(call, asked, reply));
  return woken(stage, effects, reply);
}

/** The commit is synchronous with this: by the next turn of the loop it has happened. */
function woken<T>(stage: Stage, effects: Effects, reply: T): T {
  if (stage.wake && (effects.wake || stage.isHeard())) setImmediate(stage.wake);
  return reply;
}

function answered<T>(work: () => T, otherwise: (refused: ApiError) => T): T {
  try {
    return work();
  } catch (failure) {
    if (failure instanceof ApiError) return otherwise(failure);
    throw failure;
  }
}

const isKeptRefusal = (output: unknown): output is KeptRefusal =>
  typeof (output as { refused?: unknown } | null)?.refused === 'string';

function told(stage: Stage, call: OperationCall, output: unknown): OperationReply {
  if (!isKeptRefusal(output)) return success(stage, output);
  return refusal(stage, new ApiError(output.refused, output.details), call);
}

const isAnswer = (output: unknown): output is Answer =>
  typeof (output as { text?: unknown } | null)?.text === 'string';

function success(stage: Stage, output: unknown): OperationReply {
  if (!isAnswer(output))
    return { outcome: 'success', text: JSON.stringify(output), replayed: false };
  const { text, headers, live } = output;
  const more = { ...(headers && { headers }), ...(live && { live: stage.live.open(live) }) };
  return { outcome: 'success', text, replayed: false, ...more };
}

function refusal(
  { composition, onDefect }: Stage,
  failure: unknown,
  call: OperationCall,
): OperationReply {
  if (failure instanceof OAuthError) {
    return { outcome: failure.code, replayed: false, ...oauthRefusal(failure, call.traceId) };
  }
  const code = failure instanceof ApiError ? failure.code : 'INTERNAL_ERROR';
  const details = failure instanceof ApiError ? failure.details : {};
  if (code === 'INTERNAL_ERROR') onDefect(defectOf(failure, call));
  const text = composition.policy.errorText(code, details, call.traceId);
  const wait = details['retry_after_s'];
  if (typeof wait !== 'number') return { outcome: code, text, replayed: false };
  return { outcome: code, text, replayed: false, headers: { 'Retry-After': String(wait) } };
}
