import { assert } from '../../../kernel/errors.js';
import type { Context, Ground } from '../../context.js';
import type { Next, PartnerAnswer, SagaKind, SagaRow } from '../../sagas/index.js';
import { isTransient } from '../../sagas/index.js';
import type { CaseRow, Decision, DocumentRow, Match } from '../model.js';
import { MOST_POLLS, POLL_MS } from '../model.js';
import { decide } from './decisions.js';
import { settleScreening } from './screenings.js';
import { findCase, findDocument, findScreening, passOn } from '../store.js';

function checked(ground: Ground, saga: SagaRow): { document: DocumentRow; found: CaseRow } {
  const document = findDocument(ground, saga.subject);
  const found = document && findCase(ground, document.case_id);
  assert(document && found, 'a check is of a document of a case');
  return { document, found };
}

/** Personal data is read when it is asked with, and kept in no saga. */
function personOf(ground: Ground, playerId: string) {
  const { name, date_of_birth, country } = ground.parts.players.playerOf(ground, playerId);
  return { name, date_of_birth, country };
}

function askCheck(ground: Ground, saga: SagaRow) {
  const { document, found } = checked(ground, saga);
  const { type, number, country, expires_on } = document;
  const shown = { type, number, country, ...(expires_on !== null && { expires_on }) };
  const person = personOf(ground, found.player);
  return {
    partner: 'kyc',
    name: 'kyc.createCheck',
    method: 'POST',
    path: '/v1/checks',
    key: ground.parts.kyc.providerKey(saga),
    body: { case_id: found.case_id, document: shown, person },
  } as const;
}

/** 409 is the repeat of a call that got through, with a name that was changed since. */
const wasTaken = ({ status }: PartnerAnswer): boolean => status < 300 || status === 409;

function settleSend(ctx: Context, saga: SagaRow, answer: PartnerAnswer | undefined): Next {
  if (answer === undefined || isTransient(answer)) return { retry: true };
  if (wasTaken(answer)) {
    passOn(ctx, saga.subject, 'sent');
    return { to: 'wait', inMs: POLL_MS, data: { polls: 0 } };
  }
  return giveBack(ctx, saga, 'document_refused');
}

/** Nothing will come of this document: the player is asked for another. */
function giveBack(ctx: Context, saga: SagaRow, reason: string): Next {
  const { document, found } = checked(ctx, saga);
  passOn(ctx, document.document_id, 'checked');
  decide(ctx, found, { decision: 'needs_info', reason }, saga);
  return { end: 'failed' };
}

const DECISIONS: readonly unknown[] = ['approved', 'rejected', 'needs_info'];

/** A provider that does not tell is asked. */
function settleWait(ctx: Context, saga: SagaRow, answer: PartnerAnswer | undefined): Next {
  if (answer === undefined || isTransient(answer)) return { retry: true };
  const { status, reason } = answer.body;
  if (DECISIONS.includes(status)) {
    const { document, found } = checked(ctx, saga);
    passOn(ctx, document.document_id, 'checked');
    const told = typeof reason === 'string' ? reason : null;
    decide(ctx, found, { decision: status as Decision, reason: told }, saga);
    return { end: 'completed' };
  }
  const polls = Number(saga.data['polls'] ?? 0) + 1;
  if (polls >= MOST_POLLS) return giveBack(ctx, saga, 'provider_silent');
  return { to: 'wait', inMs: POLL_MS, data: { polls } };
}

const check: SagaKind = {
  send: { ask: askCheck, settle: settleSend },
  wait: {
    ask: (ground, saga) => ({
      partner: 'kyc',
      name: 'kyc.getCheck',
      method: 'GET',
      path: `/v1/checks/${encodeURIComponent(checked(ground, saga).found.case_id)}`,
      key: ground.parts.kyc.providerKey(saga),
    }),
    settle: settleWait,
  },
};

/** The matches of an answer; undefined when it is none that could be trusted to hold all of them. */
export function matchesOf({ body }: PartnerAnswer): readonly Match[] | undefined {
  const { matches } = body;
  if (!Array.isArray(matches) || !matches.every(isMatch)) return undefined;
  return matches.map(({ list, name, score, reason }) => ({ list, name, score, reason }));
}

function isMatch(value: unknown): value is Match {
  const { list, name, score, reason } = (value ?? {}) as Record<string, unknown>;
  const scored = typeof score === 'number' && score >= 0 && score <= 1;
  const listed = list === 'sanctions' || list === 'pep';
  return listed && scored && typeof name === 'string' && typeof reason === 'string';
}

function settleAsk(ctx: Context, saga: SagaRow, answer: PartnerAnswer | undefined): Next {
  if (answer === undefined || isTransient(answer)) return { retry: true };
  if (answer.status >= 300) {
    settleScreening(ctx, saga.subject, undefined);
    return { end: 'completed' };
  }
  const matches = matchesOf(answer);
  if (!matches) return { retry: true };
  settleScreening(ctx, saga.subject, matches);
  return { end: 'completed' };
}

const screening: SagaKind = {
  ask: {
    ask(ground, saga) {
      const row = findScreening(ground, saga.subject);
      assert(row, 'a screening is written down before anybody is asked');
      return {
        partner: 'kyc',
        name: 'kyc.screen',
        method: 'POST',
        path: '/v1/screenings',
        key: ground.parts.kyc.providerKey(saga),
        body: { person: personOf(ground, row.player) },
      };
    },
    settle: settleAsk,
  },
};

/** By kind: a document on its way to a decision, and a name on its way to one. */
export const kinds = { 'kyc.check': check, 'kyc.screening': screening } as const;
