import { codesOf } from './codes.js';
import type { CodesDraft } from './codes.js';
import { ProposalMistake, readDocument } from './document.js';
import type { ApiDocument } from './document.js';
import { leavesOf } from './leaves.js';
import type { Leaf } from './leaves.js';
import { meaningOf } from './meanings.js';
import { moneyOf } from './money-form.js';
import type { MoneyDraft } from './money-form.js';
import { requestOf } from './request.js';
import type { RequestDraft } from './request.js';
import { responseOf } from './response.js';
import type { ResponseDraft } from './response.js';
import { castOf, ROLES } from './roles.js';
import type { Cast, Role } from './roles.js';
import { targetText } from './target-text.js';
import { wayInOf } from './way-in.js';
import type { WayIn } from './way-in.js';
import { wordsOf } from './words.js';
import type { Guess } from './words.js';

/** One operation of the map, as it is proposed. */
export interface OperationDraft {
  readonly role: Role;
  readonly cast: Cast;
  readonly request: RequestDraft;
  readonly response: ResponseDraft;
  /** Only where it differs from the others. */
  readonly money: MoneyDraft | undefined;
}

/** Everything a target file says, as far as a document tells it. */
export interface Draft {
  readonly source: string;
  readonly title: string;
  /** Begins the names of environment variables. */
  readonly prefix: string;
  readonly servers: readonly string[];
  readonly wayIn: WayIn;
  readonly money: MoneyDraft;
  readonly codes: CodesDraft;
  readonly operations: readonly OperationDraft[];
  readonly missing: readonly Role[];
  readonly currency: string;
  readonly players: readonly string[];
  readonly ids: 'number' | 'uuid' | undefined;
}

export interface Proposal {
  /** The target file. */
  readonly text: string;
  /** Environment variables it reads. */
  readonly variables: readonly string[];
  readonly guesses: readonly Guess[];
  readonly missing: readonly Role[];
}

/**
 * A target file for the wallet an OpenAPI document describes: which operation is the bet, where
 * its amount stands, how refusals look. Throws a ProposalMistake when nothing in it looks like a
 * wallet; what is not sure is marked so in the text.
 */
export function proposeTarget(text: string, source: string): Proposal {
  const draft = draftOf(readDocument(text, source), source);
  const { operations, wayIn, money, codes, missing, prefix } = draft;
  return {
    text: targetText(draft),
    variables: [`${prefix}_URL`, ...wayIn.variables],
    guesses: [
      wayIn.guess,
      money,
      ...codes.guesses,
      ...operations.flatMap(({ cast, request, response }) => [
        cast,
        ...request.guesses,
        ...response.guesses,
      ]),
    ],
    missing,
  };
}

function draftOf(document: ApiDocument, source: string): Draft {
  const cast = castOf(document.operations);
  refuseHopeless(document, cast, source);
  const currency = currencyIn(document) ?? 'EUR';
  const cases = ROLES.flatMap((role) => {
    const found = cast.get(role);
    return found ? [{ role, cast: found, ...partsOf(role, found, currency) }] : [];
  });
  const prefix = prefixOf(document.title);
  const amounts = cases.flatMap(({ role, cast: { operation }, response }) => [
    ...(response.balance ? [response.balance] : []),
    ...leavesOf(operation.body ?? {}).filter((leaf) => isMoney(role, leaf)),
  ]);
  const money = moneyOf(amounts);
  const used = cases.map(({ cast: { operation } }) => operation);
  const ids = cases.flatMap(({ request }) => [...request.ids]);
  return {
    source,
    title: document.title,
    prefix,
    servers: document.servers,
    wayIn: wayInOf(document, used, prefix),
    money,
    codes: codesOf(used),
    operations: cases.map((one) => ({ ...one, money: otherMoney(one.role, one.cast, money) })),
    missing: ROLES.filter((role) => !cast.has(role)),
    currency,
    players: playersIn(cases.map(({ role, cast: { operation } }) => [role, operation] as const)),
    ids: ids.includes('number') ? 'number' : ids[0],
  };
}

const partsOf = (role: Role, cast: Cast, currency: string) => ({
  request: requestOf(role, cast, currency),
  response: responseOf(role, cast.operation),
});

const isMoney = (role: Role, leaf: Leaf): boolean =>
  ['amount', 'win_amount', 'stake_amount'].includes(meaningOf(role, leaf)?.member ?? '');

/** The form of money of one operation where its amounts look otherwise than the balance. */
function otherMoney(role: Role, { operation }: Cast, usual: MoneyDraft): MoneyDraft | undefined {
  const own = leavesOf(operation.body ?? {}).filter((leaf) => isMoney(role, leaf));
  if (own.length === 0) return undefined;
  const money = moneyOf(own);
  const differs = money.certainty === 'sure' && money.format !== usual.format;
  return differs ? money : undefined;
}

function refuseHopeless(
  { operations, title }: ApiDocument,
  cast: ReadonlyMap<Role, Cast>,
  source: string,
): void {
  if (cast.has('getWallet') && cast.has('debitRound')) return;
  const lacking = [
    ...(cast.has('getWallet') ? [] : ['a balance']),
    ...(cast.has('debitRound') ? [] : ['a bet']),
  ].join(' nor ');
  const seen = operations.slice(0, 12).map(({ method, path }) => `${method} ${path}`);
  const more = operations.length > seen.length ? ', …' : '';
  const looked = seen.length === 0 ? 'it has no operations' : `looked at ${seen.join(', ')}${more}`;
  throw new ProposalMistake(
    `${source} (${title}) has nothing that looks like ${lacking}: ${looked}. Is it the document of ` +
      'the wallet? If so, take `tablestakes init` and write the map by hand: docs/targets/map.md',
  );
}

const currencyIn = ({ operations }: ApiDocument): string | undefined =>
  operations
    .flatMap(({ accepted, body }) => [
      ...leavesOf(accepted?.schema ?? {}, accepted?.examples[0]),
      ...leavesOf(body ?? {}),
    ])
    .flatMap(({ words, example }) =>
      words.includes('currency') && typeof example === 'string' && /^[A-Z]{3,5}$/.test(example)
        ? [example]
        : [],
    )[0];

/** Players the document shows, for want of those that exist. */
function playersIn(cases: readonly (readonly [Role, Cast['operation']])[]): readonly string[] {
  const shown = cases.flatMap(([role, { body, parameters }]) => [
    ...leavesOf(body ?? {})
      .filter((leaf) => meaningOf(role, leaf)?.member === 'player_id')
      .map(({ example }) => example),
    ...parameters
      .filter(({ name }) => {
        const words = wordsOf(typeof name === 'string' ? name : '');
        return meaningOf(role, { words, schema: {} })?.member === 'player_id';
      })
      .map((parameter) => parameter['example']),
  ]);
  const told = shown
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .map(String);
  return [...new Set(told)];
}

/** `Acme Wallet API` → ACME. */
function prefixOf(title: string): string {
  const common = ['wallet', 'api', 'the', 'seamless', 'service', 'openapi'];
  const words = title.toLowerCase().split(/[^a-z0-9]+/);
  const first = words.find((word) => /^[a-z]/.test(word) && !common.includes(word));
  return (first ?? 'wallet').toUpperCase();
}
