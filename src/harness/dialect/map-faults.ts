import { isErrorCode } from '../../contract/statuses.js';
import { CATALOGUE } from '../../kernel/errors.js';
import { nearest } from '../selection.js';
import { syntaxFault } from './map.js';
import type { OperationMap, TargetMap } from './map.js';
import { isMappable } from './operations.js';
import { DUPLICATE } from './readings.js';

type Place = readonly string[];

/** Stands in an error map for a rollback that waits for its bet. */
const PARKED = 'PARKED';

/** Without these no check of the core can say anything. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  getWallet: ['cash'],
  debitRound: ['txn_id'],
  creditRound: ['txn_id'],
  playRound: ['txn_id'],
};

/**
 * What is wrong with a map that its schema cannot know, each with `file:line`: operations and
 * codes nobody knows, answers that tell too little, expressions nobody can read.
 */
export function mapFaults(map: TargetMap, at: (place: Place) => string): readonly string[] {
  const operations = Object.entries(map.operations).map(
    ([name, own]) => [['map', 'operations', name], name, own] as const,
  );
  const faults: (readonly [Place, string])[] = [
    ...operations.flatMap(([place, name, own]) => operationFaults(place, name, own)),
    ...codeFaults(['map', 'errors'], map.errors),
    ...operations.flatMap(([place, , own]) => codeFaults([...place, 'errors'], own.errors)),
    ...syntaxFaults([['map', map], ...operations.map(([place, , own]) => [place, own] as const)]),
  ];
  return faults.map(([place, words]) => `${at(place)}: ${place.join('.')}: ${words}`);
}

function operationFaults(
  place: Place,
  name: string,
  { response = {} }: OperationMap,
): readonly (readonly [Place, string])[] {
  if (!isMappable(name)) return [[place, 'no such operation of the contract']];
  const lacking = (NEEDED[name] ?? []).filter((member) => response[member] === undefined);
  return lacking.map((member) => [place, `response must say where ${member} stands`]);
}

function codeFaults(
  place: Place,
  errors: OperationMap['errors'] = {},
): readonly (readonly [Place, string])[] {
  return Object.entries(errors).flatMap(([wire, codes]) =>
    [codes]
      .flat()
      .filter((code) => !isErrorCode(code) && code !== DUPLICATE && code !== PARKED)
      .map((code) => {
        const near = nearest(code, [...Object.keys(CATALOGUE), DUPLICATE, PARKED]);
        const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
        return [[...place, wire], `the contract has no code ${code}${hint}`] as const;
      }),
  );
}

function syntaxFaults(
  parts: readonly (readonly [Place | 'map', Partial<OperationMap>])[],
): readonly (readonly [Place, string])[] {
  return parts.flatMap(([at, { request, query, ok, error, response = {} }]) => {
    const place = at === 'map' ? ['map'] : at;
    const texts = [
      ...Object.entries({ request, query, ok, error }).map(
        ([name, text]) => [[name], text] as const,
      ),
      ...Object.entries(response).map(([name, text]) => [['response', name], text] as const),
    ];
    return texts.flatMap(([member, text]) => {
      const fault = text === undefined ? undefined : syntaxFault(text);
      return fault === undefined ? [] : [[[...place, ...member], `not JSONata: ${fault}`] as const];
    });
  });
}
