import { refuse } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import { emit } from '../../audit/index.js';
import type { Operation } from '../../context.js';
import { methodBody } from '../model.js';
import { findMethod, findMethodByToken, insertMethod, updateMethod } from '../store.js';

/** Keeps the PSP's token; the PSP is asked about it only when somebody wants it verified. */
export const createPaymentMethod: Operation<'createPaymentMethod'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  const known = findMethodByToken(ctx, player.player_id, input.psp_token);
  if (known) refuse('ALREADY_EXISTS', { field: 'psp_token', method_id: known.method_id });
  ctx.parts.players.refuseIfErased(player);
  const methodId = derivedId(ctx.seed, 'pm', player.player_id, input.psp_token);
  insertMethod(ctx, {
    method_id: methodId,
    player: player.player_id,
    psp_token: input.psp_token,
  });
  emit(ctx, 'method.created', player.player_id, { method_id: methodId });
  return methodBody(ctx.parts.payments.methodOf(ctx, player.player_id, methodId));
};

export const verifyPaymentMethod: Operation<'verifyPaymentMethod'> = (ctx, input) => {
  const method =
    findMethod(ctx, input.method_id) ?? refuse('METHOD_NOT_FOUND', { field: 'method_id' });
  if (method.status === 'verifying' || method.status === 'verified') return methodBody(method);
  ctx.parts.payments.refuseWhilePspDown(ctx);
  const verifications = method.verifications + 1;
  const verifying = { ...method, status: 'verifying' as const, verifications };
  updateMethod(ctx, verifying);
  ctx.parts.sagas.start(ctx, {
    kind: 'verification',
    subject: `${method.method_id}:${verifications}`,
    player: method.player,
    step: 'verify',
    data: { method_id: method.method_id },
  });
  emit(ctx, 'method.verifying', method.player, { method_id: method.method_id });
  return methodBody(verifying);
};
