import type { Context } from '../../context.js';
import { documentsOfPlayer, overwriteEvidence } from '../store.js';

/** GDPR-01: what tells of the person goes, and nothing is asked of the provider any more. */
export function eraseEvidence(ctx: Context, playerId: string): void {
  const { sagas } = ctx.parts;
  for (const { document_id } of documentsOfPlayer(ctx, playerId)) {
    const saga = sagas.find(ctx, document_id);
    if (saga?.status === 'running') sagas.advance(ctx, saga, { end: 'failed' }, 'erased');
  }
  overwriteEvidence(ctx, playerId);
}
