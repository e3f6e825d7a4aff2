import { refuse } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import { formatTime, parseTime } from '../../../kernel/time.js';
import type { Input } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import { setKycStatus } from '../../players/index.js';
import type { CaseRow, DocumentRow } from '../model.js';
import { caseBody, documentBody, traceOf } from '../model.js';
import {
  countCases,
  documentsOf,
  findCase,
  findCaseInForce,
  hasReview,
  insertCase,
  insertDocument,
  updateCase,
} from '../store.js';
import { beginScreening } from './screenings.js';

export const caseOf = (ground: Ground, caseId: string): CaseRow =>
  findCase(ground, caseId) ?? refuse('CASE_NOT_FOUND', { field: 'case_id' });

/** KYC-01; the player is screened as well, because nobody is verified unscreened (KYC-02). */
export const openKycCase: Operation<'openKycCase'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  ctx.parts.players.refuseIfErased(player);
  ctx.parts.kyc.refuseSecondCase(findCaseInForce(ctx, player.player_id));
  const nowMs = ctx.clock.now();
  const nth = String(countCases(ctx, player.player_id) + 1);
  const row: CaseRow = {
    case_id: derivedId(ctx.seed, 'kc', player.player_id, nth),
    player: player.player_id,
    status: 'pending',
    reason: null,
    created_at: nowMs,
    updated_at: nowMs,
  };
  insertCase(ctx, row);
  setKycStatus(ctx, player, 'pending');
  emit(ctx, 'kyc.case_opened', player.player_id, { case_id: row.case_id });
  beginScreening(ctx, player.player_id);
  return bodyOf(ctx, row);
};

export function refuseSecondCase(inForce: CaseRow | undefined): void {
  if (!inForce) return;
  const { case_id, status } = inForce;
  refuse('STATE_CONFLICT', { case_id, status, rule: 'one case in force per player' });
}

function bodyOf(ground: Ground, row: CaseRow) {
  const documents = documentsOf(ground, row.case_id).map((document) => {
    const saga = ground.parts.sagas.find(ground, document.document_id);
    return { row: document, steps: saga ? ground.parts.sagas.history(ground, saga) : [] };
  });
  return caseBody({ row, review: hasReview(ground, row.player), documents });
}

export const getKycCase: Operation<'getKycCase'> = (ctx, input) =>
  bodyOf(ctx, caseOf(ctx, input.case_id));

export function checkDocument(_ground: Ground, input: Input<'addKycDocument'>): void {
  const { expires_on: date } = input;
  if (date === undefined) return;
  const instantMs = parseTime(`${date}T00:00:00.000Z`);
  if (instantMs !== undefined && formatTime(instantMs).startsWith(date)) return;
  refuse('VALIDATION_ERROR', { field: 'expires_on', rule: 'format' });
}

/** The provider is asked after the commit, and again until it answers (RES-01). */
export const addKycDocument: Operation<'addKycDocument'> = (ctx, input) => {
  const found = caseOf(ctx, input.case_id);
  const { players } = ctx.parts;
  players.refuseIfErased(players.playerOf(ctx, found.player));
  ctx.parts.kyc.refuseDecided(found);
  const row = documentRow(ctx, input);
  insertDocument(ctx, row);
  emit(ctx, 'kyc.document_added', found.player, ctx.parts.kyc.noted(row, input.number));
  if (found.status === 'needs_info') {
    updateCase(ctx, found.case_id, 'pending', null);
    setKycStatus(ctx, players.playerOf(ctx, found.player), 'pending');
  }
  const saga = { kind: 'kyc.check', subject: row.document_id, player: found.player, step: 'send' };
  ctx.parts.sagas.start(ctx, saga);
  return documentBody(row, found.player);
};

export function refuseDecided({ status }: CaseRow): void {
  if (status !== 'approved' && status !== 'rejected') return;
  refuse('STATE_CONFLICT', { status, rule: 'a decided case takes no documents' });
}

function documentRow(ctx: Context, input: Input<'addKycDocument'>): DocumentRow {
  const { end, hash } = traceOf(ctx.seed, input.number);
  const nth = String(documentsOf(ctx, input.case_id).length + 1);
  return {
    document_id: derivedId(ctx.seed, 'kd', input.case_id, nth),
    case_id: input.case_id,
    type: input.type,
    country: input.country,
    number: input.number,
    number_end: end,
    number_hash: hash,
    expires_on: input.expires_on ?? null,
    status: 'queued',
    added_at: ctx.clock.now(),
  };
}
