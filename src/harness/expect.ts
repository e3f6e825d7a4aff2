import { statusOfCode } from '../client/index.js';
import type { Answer, JsonObject } from './answer.js';
import { difference, shown } from './difference.js';
import { ExpectationFailed } from './failures.js';
import type { Failure } from './failures.js';
import type { PlayerRef } from './given.js';
import type { PlatformClient } from './platform.js';
import type { Session } from './session.js';
import { comparable, demandTranslatedReplay, settledWallet } from './dialect/comparison.js';
import { valueExpectation } from './expect-value.js';
import type { ValueExpectation } from './expect-value.js';

/** Each expectation is counted; the first that does not hold ends the scenario as a failure. */
export interface Expect {
  <Body>(answer: Answer<Body>): AnswerExpectation<Body>;
  /** Reads the wallet and compares the members given. */
  wallet(player: PlayerRef, members: WalletMembers): Promise<void>;
  /** Reads the round and compares the members given; not where rounds cannot be read at all. */
  round(round: { player_id: string; round_id: string }, members: JsonObject): Promise<void>;
  /** One value; `what` completes the sentence "expected <what> to be …". */
  that(actual: unknown, what: string): ValueExpectation;
  /**
   * All accepted, all telling the same body, and all but one marked as replays: identical requests
   * had one effect (IDEM-03). Returns that body, which has these members.
   */
  oneEffect<Body>(answers: readonly Answer<Body>[], members?: JsonObject): Body;
}

export interface WalletMembers {
  readonly currency?: string;
  readonly cash?: string;
  readonly bonus?: string;
  readonly held?: string;
  readonly held_in_play?: string;
}

export interface AnswerExpectation<Body> {
  /** The operation's success status, and these members of the body. Returns the body. */
  accepted(members?: JsonObject): Body;
  /**
   * This code with the catalogue's status, and these members of `details`. Of `raw` requests too.
   * Several codes only where the contract truly leaves the choice.
   */
  refused(code: string | readonly string[], details?: JsonObject): void;
  /** Same status and body (trace_id aside) as the first, and `Idempotent-Replayed: true`. */
  replayOf(first: Answer<unknown>): void;
  /** A first answer: no `Idempotent-Replayed`. */
  notReplayed(): void;
  /** No answer was heard, though the request went out. */
  unknown(): void;
  /** This HTTP status, whatever the body. */
  status(status: number): void;
  /** A response header; a RegExp matches, undefined wants it absent. */
  header(name: string, value: string | RegExp | undefined): void;
}

export function expectOf(session: Session, platform: PlatformClient): Expect {
  const expectAnswer = <Body>(answer: Answer<Body>): AnswerExpectation<Body> =>
    answerExpectation(session, answer);
  return Object.assign(expectAnswer, {
    async wallet(player: PlayerRef, members: WalletMembers) {
      const wallet = await settledWallet(session, platform, player, members);
      expectAnswer(wallet).accepted({ ...members });
    },
    async round(round: { player_id: string; round_id: string }, members: JsonObject) {
      const { mapped } = session.connection;
      if (mapped && !mapped.translation.operations.has('getRound')) return;
      const { player_id, round_id } = round;
      expectAnswer(await platform.getRound({ player_id, round_id })).accepted(members);
    },
    that: (actual: unknown, what: string) => valueExpectation(session, actual, what),
    oneEffect: <Body>(answers: readonly Answer<Body>[], members?: JsonObject) =>
      oneEffect(session, answers, members),
  });
}

export type Demand = (holds: boolean, message: string, facts: Partial<Failure>) => void;

/** Counts an expectation; when it does not hold, the answer goes into the failure as evidence. */
export function demandOf(session: Session, answer?: Answer<unknown>): Demand {
  return (holds, message, facts) => {
    session.expectations += 1;
    if (holds) return;
    throw new ExpectationFailed({
      kind: 'expectation',
      message,
      ...facts,
      ...(answer && { exchange: answer.exchange }),
    });
  };
}

function answerExpectation<Body>(session: Session, answer: Answer<Body>): AnswerExpectation<Body> {
  const demand = demandOf(session, answer);
  const name = answer.operation;
  const { knobs } = session.connection.dialect;
  return {
    accepted(members) {
      const wanted = answer.spec?.successStatus;
      const holds = wanted === undefined ? answer.outcome === 'ok' : answer.status === wanted;
      const expected = answer.translated ? 'accepted' : `accepted (${wanted ?? '2xx'})`;
      demand(holds, `${name} was not accepted: ${told(answer)}`, {
        expected,
        actual: told(answer),
      });
      if (members === undefined) return answer.body;
      const wished = comparable(members, answer, knobs);
      const different = difference(wished, answer.body);
      const message = `${name} was accepted with another body: ${different}`;
      demand(different === undefined, message, { expected: members, actual: answer.body });
      return answer.body;
    },
    refused(code, details) {
      const codes = typeof code === 'string' ? [code] : code;
      demandRefusal(demand, answer, codes);
      if (details === undefined || answer.translated) return;
      const different = difference(details, answer.details, 'details');
      const message = `${name} was refused with other details: ${different}`;
      demand(different === undefined, message, { expected: details, actual: answer.details });
    },
    replayOf(first) {
      if (!answer.translated) demandReplay(demand, answer, first);
      else demandTranslatedReplay(demand, answer, first, knobs);
    },
    notReplayed() {
      if (answer.translated && answer.translated.saysReplayed === undefined) return;
      const actual = answer.headers['idempotent-replayed'];
      const message = `${name} was marked as a replay, but nothing came before it`;
      demand(actual === undefined, message, { expected: 'no Idempotent-Replayed', actual });
    },
    unknown() {
      const holds = answer.outcome === 'unknown' && answer.lost !== 'unreachable';
      const facts = { expected: 'no answer', actual: told(answer) };
      demand(holds, `${name} was to go unanswered, but: ${told(answer)}`, facts);
    },
    status(status) {
      if (answer.translated) return;
      const facts = { expected: status, actual: told(answer) };
      demand(answer.status === status, `${name} answered ${told(answer)}, not ${status}`, facts);
    },
    header(header, value) {
      if (!answer.translated) demandHeader(demand, answer, header, value);
    },
  };
}

function demandRefusal(demand: Demand, answer: Answer<unknown>, codes: readonly string[]): void {
  const named = (code: string): string => `${statusOfCode(code) ?? ''} ${code}`.trim();
  const expected = codes.map(answer.translated ? String : named).join(' or ');
  const holds =
    answer.outcome === 'refused' &&
    (answer.translated
      ? codes.some((code) => answer.translated?.codes.includes(code))
      : codes.some(
          (code) =>
            code === answer.error && [answer.status, undefined].includes(statusOfCode(code)),
        ));
  const message = `${answer.operation} was to be refused with ${expected}, but: ${told(answer)}`;
  demand(holds, message, { expected, actual: told(answer) });
}

function demandReplay(demand: Demand, answer: Answer<unknown>, first: Answer<unknown>): void {
  const name = answer.operation;
  const sameStatus = answer.status === first.status && answer.outcome !== 'unknown';
  const statuses = { expected: told(first), actual: told(answer) };
  demand(sameStatus, `the repeat of ${name} was not answered like the first`, statuses);
  const [then, now] = [withoutTrace(first.body), withoutTrace(answer.body)];
  const different = difference(then, now) ?? difference(now, then);
  const bodies = { expected: then, actual: now };
  demand(different === undefined, `the repeat of ${name} told another body: ${different}`, bodies);
  const marked = answer.headers['idempotent-replayed'];
  const header = { expected: 'Idempotent-Replayed: true', actual: marked ?? 'no such header' };
  demand(marked === 'true', `the repeat of ${name} was not marked as a replay`, header);
}

function demandHeader(
  demand: Demand,
  answer: Answer<unknown>,
  header: string,
  value: string | RegExp | undefined,
): void {
  const actual = answer.headers[header.toLowerCase()];
  const holds =
    value instanceof RegExp ? actual !== undefined && value.test(actual) : actual === value;
  const facts = { expected: value instanceof RegExp ? String(value) : value, actual };
  demand(holds, `${answer.operation}: the header ${header} was ${shown(actual)}`, facts);
}

function oneEffect<Body>(
  session: Session,
  answers: readonly Answer<Body>[],
  members?: JsonObject,
): Body {
  const [first] = answers;
  if (!first) throw new TypeError('oneEffect needs answers');
  if (first.translated) return oneTranslatedEffect(session, answers, members);
  const firsts = answers.filter((answer) => answer.headers['idempotent-replayed'] !== 'true');
  const body = answerExpectation(session, first).accepted(members);
  for (const answer of answers) answerExpectation(session, answer).accepted(body as JsonObject);
  const actual = `${firsts.length} of ${answers.length}`;
  const message = `identical ${first.operation} requests: ${actual} claim the effect, not one`;
  demandOf(session, firsts[1] ?? first)(firsts.length === 1, message, { expected: 1, actual });
  return body;
}

/** Here no marks tell which answer had the effect: they must agree, and name one transaction. */
function oneTranslatedEffect<Body>(
  session: Session,
  answers: readonly Answer<Body>[],
  members: JsonObject | undefined,
): Body {
  for (const answer of answers) answerExpectation(session, answer).accepted(members);
  const fullest = [...answers].sort((a, b) => sizeOf(b.body) - sizeOf(a.body))[0];
  const ids = answers.flatMap(({ body }) => (body as JsonObject)['txn_id'] ?? []);
  const distinct = new Set(ids).size;
  const message = `identical requests were answered with ${distinct} transactions, not one`;
  demandOf(session, fullest)(distinct <= 1, message, { expected: 1, actual: distinct });
  return (fullest ?? answers[0])?.body as Body;
}

const sizeOf = (body: unknown): number => Object.keys(body as JsonObject).length;

const withoutTrace = (body: unknown): JsonObject => ({
  ...(body as JsonObject),
  trace_id: undefined,
});

/** An answer in a few words: `422 INSUFFICIENT_FUNDS`, `200 {"txn_id":…}`, `no answer (reset)`. */
export function told(answer: Answer<unknown>): string {
  if (answer.outcome === 'unknown') return `no answer (${answer.lost ?? 'lost'})`;
  if (answer.translated) {
    const said = answer.error ?? `accepted with ${shown(answer.body)}`;
    return `${said} (on the wire: ${answer.translated.wire})`;
  }
  return `${answer.status} ${answer.error ?? shown(answer.body)}`;
}
