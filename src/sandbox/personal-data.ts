import type { Ground, Principal } from '../domains/context.js';
import { assert, refuse } from '../kernel/errors.js';
import { containsPan } from '../kernel/pan.js';
import type { OperationCall, OperationReply } from '../server/platform.js';

type Members = Readonly<Record<string, unknown>>;

const HEADER = 'X-Access-Reason';
const REASON = /^[\x20-\x7E]{1,200}$/;

/** Why personal data are asked for: what the header says, or what is done with them. */
export function accessReasonOf(call: OperationCall): string {
  const { accessReason: reason = call.operation.id } = call;
  if (REASON.test(reason) && !containsPan(reason)) return reason;
  return refuse('VALIDATION_ERROR', { field: HEADER, rule: 'pattern' });
}

/**
 * Whom an answer tells of: by its path, by itself, or by what was asked. In this order, because a
 * body may hold members that nobody reads.
 */
function playerIn(call: OperationCall, input: Members, reply: OperationReply): string | undefined {
  const named = call.path['player_id'] ?? (JSON.parse(reply.text) as Members)['player_id'];
  const player = named ?? input['player_id'];
  return typeof player === 'string' ? player : undefined;
}

/** GDPR-01, for all operations at once: whoever is told of a person is in the access log. */
export function noted(
  ground: Ground,
  call: OperationCall,
  asked: { readonly client: Principal; readonly input: Members },
  reply: OperationReply,
): OperationReply {
  if (!call.operation.personalData || reply.outcome !== 'success') return reply;
  const player = playerIn(call, asked.input, reply);
  assert(player, 'an answer that tells of a person tells of whom');
  ground.parts.privacy.note(ground, {
    player,
    client: asked.client.clientId,
    operation: call.operation.id,
    reason: accessReasonOf(call),
    request_id: call.requestId,
  });
  return reply;
}

/** The player under whose key a receipt is sealed, if it holds personal data or a secret. */
export function sealedFor(
  call: OperationCall,
  asked: { readonly client: Principal; readonly input: Members },
  reply: OperationReply,
): string | undefined {
  const { personalData, secretAnswer } = call.operation;
  if ((!personalData && !secretAnswer) || reply.outcome !== 'success') return undefined;
  return playerIn(call, asked.input, reply);
}
