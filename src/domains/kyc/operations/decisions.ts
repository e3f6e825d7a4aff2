import { emit } from '../../audit/index.js';
import type { Context, Operation } from '../../context.js';
import { setKycStatus } from '../../players/index.js';
import type { SagaRow } from '../../sagas/index.js';
import type { CaseRow, CaseStatus, Told } from '../model.js';
import { documentsOf, passOn, updateCase } from '../store.js';
import { caseOf } from './cases.js';

/** KYC-01: signed, counted once, and never against a decision that is final. */
export const receiveKycWebhook: Operation<'receiveKycWebhook'> = (ctx, input) => {
  const { event_id, case_id, decision, reason = null } = input;
  const found = caseOf(ctx, case_id);
  const fresh = ctx.parts.kyc.isFresh(ctx, input);
  // The provider gives an approval a reason too: it says the same again.
  const told = { decision, reason: decision === 'approved' ? null : reason };
  const status = fresh ? decide(ctx, found, told) : undefined;
  return { event_id, case_id, status: status ?? found.status, applied: status !== undefined };
};

/**
 * Answers what the case has become, or undefined when the decision changed nothing. `asking` is
 * the check that was told, which its runner ends.
 */
export function decide(
  ctx: Context,
  found: CaseRow,
  told: Told,
  asking?: SagaRow,
): CaseStatus | undefined {
  const { kyc, players } = ctx.parts;
  const player = players.playerOf(ctx, found.player);
  const { decision, reason } = kyc.verdictOn(player, told, ctx.clock.now());
  const next = kyc.nextStatus(found.status, decision);
  const facts = { case_id: found.case_id, from: found.status, told: told.decision, reason };
  if (next === undefined) {
    emit(ctx, 'kyc.decision_ignored', player.player_id, facts);
    return undefined;
  }
  updateCase(ctx, found.case_id, next, reason);
  setKycStatus(ctx, player, next);
  endChecks(ctx, found.case_id, next, asking);
  emit(ctx, 'kyc.decided', player.player_id, { ...facts, to: next });
  if (reason === 'under_age') players.block(ctx, player.player_id, reason);
  return next;
}

/** What the provider has is decided; a document it has not may still answer what it needs. */
function endChecks(
  ctx: Context,
  caseId: string,
  status: CaseStatus,
  asking: SagaRow | undefined,
): void {
  const { sagas } = ctx.parts;
  for (const { document_id, status: stage } of documentsOf(ctx, caseId)) {
    const saga = sagas.find(ctx, document_id);
    const waits = stage === 'queued' && status === 'needs_info';
    if (saga?.status !== 'running' || waits || saga.saga_id === asking?.saga_id) continue;
    passOn(ctx, document_id, 'checked');
    sagas.advance(ctx, saga, { end: 'completed' }, status);
  }
}
