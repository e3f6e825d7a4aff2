import { derivedBytes } from '../../kernel/ids.js';
import { formatTime, MINUTE_MS } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';
import type { PlayerRow } from '../players/index.js';
import { ageAt, LEGAL_AGE } from '../players/index.js';
import type { SagaStepRow } from '../sagas/index.js';

export type CaseStatus = Schema<'KycCaseStatus'>;
export type Decision = Exclude<CaseStatus, 'pending'>;

/** What the provider decided, by webhook or by status query. */
export interface Told {
  readonly decision: Decision;
  readonly reason: string | null;
}

export interface CaseRow {
  readonly case_id: string;
  readonly player: string;
  readonly status: CaseStatus;
  readonly reason: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface DocumentRow {
  readonly document_id: string;
  readonly case_id: string;
  readonly type: Schema<'KycDocumentType'>;
  readonly country: string;
  /** As printed, until the provider has it. */
  readonly number: string | null;
  readonly number_end: string;
  readonly number_hash: string;
  readonly expires_on: string | null;
  readonly status: Schema<'KycDocumentStatus'>;
  readonly added_at: number;
}

export interface ScreeningRow {
  readonly screening_id: string;
  readonly player: string;
  readonly decision: Schema<'Screening'>['decision'];
  readonly reason: string | null;
  readonly matches: readonly Match[];
  readonly created_at: number;
  readonly updated_at: number;
}

export type Match = Schema<'ScreeningMatch'>;

/** How long a silent provider is waited for before it is asked, each time. */
export const POLL_MS = 15 * MINUTE_MS;
/** How often it is asked before the case is given back to the player: a day. */
export const MOST_POLLS = 96;

/** From here on a listed name is taken for the player's; from the other, somebody must look. */
export const MATCH_SCORE = 0.92;
export const REVIEW_SCORE = 0.8;

/**
 * What a decision makes of a case; undefined when it changes nothing. A rejection is final and an
 * approval can only be revoked, so a case ends the same in whatever order the two arrive.
 */
export function nextStatus(status: CaseStatus, decision: Decision): CaseStatus | undefined {
  if (status === decision || status === 'rejected') return undefined;
  if (status === 'approved') return decision === 'rejected' ? 'rejected' : undefined;
  return decision;
}

/** KYC-03: whatever the provider says, nobody under age is approved. */
export function verdictOn(player: PlayerRow, told: Told, nowMs: number): Told {
  if (told.decision !== 'approved' || ageAt(player.date_of_birth, nowMs) >= LEGAL_AGE) return told;
  return { decision: 'rejected', reason: 'under_age' };
}

/**
 * KYC-02: a sanctioned name blocks; a PEP, a name that is only near, and one that the provider could
 * not compare (undefined) is looked at.
 */
export function judge(matches: readonly Match[] | undefined): 'clear' | 'review' | 'blocked' {
  if (!matches) return 'review';
  const near = matches.filter(({ score }) => score >= REVIEW_SCORE);
  if (near.some(({ list, score }) => list === 'sanctions' && score >= MATCH_SCORE))
    return 'blocked';
  return near.length > 0 ? 'review' : 'clear';
}

/** What is kept of a number: its end to recognise it by, and a keyed hash to compare it by. */
export function traceOf(seed: string, number: string): { end: string; hash: string } {
  const plain = number.toUpperCase().replaceAll(/[ ./-]/g, '');
  return {
    end: number.length > 3 ? number.slice(-3) : '',
    hash: derivedBytes(seed, 'document', plain).toString('base64url'),
  };
}

/** What the journal is told of a document: it is kept for ever, so it names nobody. */
export const notedOf = (document: DocumentRow): Readonly<Record<string, unknown>> => ({
  case_id: document.case_id,
  document_id: document.document_id,
  type: document.type,
});

export const documentBody = (row: DocumentRow, player: string): Schema<'KycDocument'> => ({
  document_id: row.document_id,
  case_id: row.case_id,
  player_id: player,
  type: row.type,
  country: row.country,
  number_end: row.number_end,
  expires_on: row.expires_on,
  status: row.status,
  added_at: formatTime(row.added_at),
});

export interface CaseView {
  readonly row: CaseRow;
  readonly review: boolean;
  readonly documents: readonly {
    readonly row: DocumentRow;
    readonly steps: readonly SagaStepRow[];
  }[];
}

export const caseBody = ({ row, review, documents }: CaseView): Schema<'KycCase'> => ({
  case_id: row.case_id,
  player_id: row.player,
  status: row.status,
  reason: row.reason,
  review,
  documents: documents.map((document) => ({
    ...documentBody(document.row, row.player),
    steps: document.steps.map(({ step, outcome, at }) => ({ step, outcome, at: formatTime(at) })),
  })),
  created_at: formatTime(row.created_at),
  updated_at: formatTime(row.updated_at),
});

export const screeningBody = (row: ScreeningRow): Schema<'Screening'> => ({
  screening_id: row.screening_id,
  player_id: row.player,
  decision: row.decision,
  reason: row.reason,
  matches: [...row.matches],
  created_at: formatTime(row.created_at),
  updated_at: formatTime(row.updated_at),
});

/** A cap in whole units of the wallet's currency, whichever that is (KYC-03). */
export const UNVERIFIED_DEPOSIT_UNITS = '150';

/** A payment of so much is looked at by itself; whole units of the currency (KYC-04). */
export const ALERTING_UNITS = '2000';
/** From this part of it on, a deposit is just under it. */
export const JUST_UNDER = 0.9;
/** So much of a deposit withdrawn again, and less than so much of it staked meanwhile. */
export const MOST_OF_IT = 0.8;
export const LITTLE_PLAY = 0.5;

const wordsOf = (name: string): readonly string[] =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');

const answersTo = (a: string, b: string): boolean =>
  a === b || (a.length === 1 && b.startsWith(a)) || (b.length === 1 && a.startsWith(b));

/**
 * Whether the name on a card or account can be the player's: in any order, without accents, with a
 * middle name left out or a first name cut to its initial.
 */
export function sameHolder(holder: string, name: string): boolean {
  const [shorter, longer] = [wordsOf(holder), wordsOf(name)].sort((a, b) => a.length - b.length);
  if (!shorter || !longer || shorter.length === 0) return false;
  const left = [...longer];
  const found = shorter.filter((word) => {
    const at = left.findIndex((other) => answersTo(word, other));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  const whole = found.some((word) => word.length > 1 && longer.includes(word));
  return found.length === shorter.length && whole && (found.length > 1 || longer.length === 1);
}
