import { derivedId } from '../../kernel/ids.js';
import { formatTime } from '../../kernel/time.js';
import type { Asked, PartnerRoute, Reply } from '../desk.js';
import { trouble } from '../desk.js';
import { fixtureName, readFixture } from '../fixtures.js';
import type { Ground } from '../partner.js';

export type Decision = 'approved' | 'rejected' | 'needs_info';

/** What is decided, when, and how often the platform is told. */
interface Verdict {
  readonly decision: Decision;
  readonly reason?: string;
  readonly after_ms?: number;
  readonly times?: number;
}

interface KycCheck {
  readonly check_id: string;
  readonly case_id: string;
  readonly decision: Decision;
  readonly reason: string | null;
  readonly decided_at: number;
}

/** The checks of each case, oldest first: a case that needs_info is checked again. */
export interface KycBook {
  readonly checks: Record<string, KycCheck[]>;
}

type Kyc = Ground<KycBook>;

export const checkRoutes = (kyc: Kyc): readonly PartnerRoute[] => [
  { method: 'post', path: '/v1/checks', run: (asked) => check(kyc, asked) },
  { method: 'get', path: '/v1/checks/:case_id', run: (asked) => show(kyc, asked) },
];

function check(kyc: Kyc, asked: Asked): Reply {
  const { case_id, document, person } = asked.body;
  const { number } = membersOf(document);
  if (typeof case_id !== 'string' || case_id === '' || typeof number !== 'string') {
    return trouble(422, 'invalid_request', 'case_id, document.number and person are needed.');
  }
  const verdict = verdictOn(number, membersOf(person), kyc.clock.now());
  const earlier = checksOf(kyc, case_id);
  const made: KycCheck = {
    check_id: derivedId(kyc.seed(), 'chk', case_id, String(earlier.length + 1)),
    case_id,
    decision: verdict.decision,
    reason: verdict.reason ?? null,
    decided_at: kyc.clock.now() + (verdict.after_ms ?? 0),
  };
  kyc.book().checks[case_id] = [...earlier, made];
  kyc.note(['checks', case_id], kyc.book().checks[case_id]);
  tell(kyc, made, verdict, asked);
  return { status: 202, body: { check_id: made.check_id, case_id, status: 'accepted' } };
}

function tell(kyc: Kyc, made: KycCheck, verdict: Verdict, cause: Asked): void {
  const { case_id, check_id, decision, reason } = made;
  kyc.plan({
    subject: case_id,
    cause,
    afterMs: verdict.after_ms,
    times: verdict.times,
    body: { case_id, check_id, decision, reason: reason ?? decision },
  });
}

function show(kyc: Kyc, { params }: Asked): Reply {
  const last = checksOf(kyc, params['case_id'] ?? '').at(-1);
  if (!last) return trouble(404, 'case_not_found', 'No such case.');
  const { check_id, case_id, decision, reason, decided_at } = last;
  const decided = decided_at <= kyc.clock.now();
  const status = decided ? decision : 'pending';
  return { status: 200, body: { check_id, case_id, status, reason: decided ? reason : null } };
}

const checksOf = (kyc: Kyc, caseId: string): readonly KycCheck[] =>
  Object.hasOwn(kyc.book().checks, caseId) ? (kyc.book().checks[caseId] ?? []) : [];

let kept: Readonly<Record<string, Verdict>> | undefined;

/** `fixtures/documents.json`, by number. */
export const documentFixtures = (): Readonly<Record<string, Verdict>> =>
  (kept ??= readFixture<{ documents: Record<string, Verdict> }>('documents').documents);

function verdictOn(number: string, person: Members, nowMs: number): Verdict {
  if (isMinor(person['date_of_birth'], nowMs)) return { decision: 'rejected', reason: 'under_age' };
  const name = fixtureName(number);
  const known = Object.hasOwn(documentFixtures(), name) ? documentFixtures()[name] : undefined;
  return known ?? { decision: 'needs_info', reason: 'document_unknown' };
}

const ADULT_YEARS = 18;

/** A date 18 years after the given one lies ahead; dates compare as texts. */
function isMinor(dateOfBirth: unknown, nowMs: number): boolean {
  if (typeof dateOfBirth !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(dateOfBirth)) return false;
  const adultOn = `${Number(dateOfBirth.slice(0, 4)) + ADULT_YEARS}${dateOfBirth.slice(4)}`;
  return adultOn > formatTime(nowMs).slice(0, 10);
}

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members =>
  value !== null && typeof value === 'object' ? (value as Members) : {};
