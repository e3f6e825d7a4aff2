import type { OperationSpec } from '../../../src/contract/operations.js';
import { negativeBodies, positiveBodies } from '../../../src/contract/samples.js';
import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario, Stage } from '../../../src/harness/scenario.js';
import { actingAs, factsOf, operations, send } from './sound-requests.js';
import { shownOf, soundRequest, switchOn } from './sound-requests.js';
import type { Asked, Members, SoundRequest } from './sound-requests.js';

/** Bodies derived from the schema of each operation; one check for the good, one for the bad. */
export const bodyScenarios: readonly Scenario[] = operations
  .filter(({ consumes }) => consumes !== null)
  .flatMap((op) => [positive(op), negative(op)]);

function positive(op: OperationSpec): Scenario {
  return scenario({
    ...factsOf(op, 'positive'),
    title: `${op.id} takes every body that keeps the contract`,
    rule: `A body of ${op.id} that keeps the contract MUST NOT be refused as invalid.`,
    requirement: 'VER-03',
    money: 'A sound request refused is a stake not taken, a win not paid, a player not registered.',
    async run(stage) {
      const own = await stage.given.client(); // keys of one character are its own
      for (const position of positiveBodies(op).keys()) {
        await takesBody(actingAs(stage, own), op, position);
      }
    },
  });
}

/** The first three must succeed; bounds of an id may name what does not exist. */
const MUST_SUCCEED = 3;
const MISREAD = ['VALIDATION_ERROR', 'MALFORMED_JSON', 'invalid_request'];

async function takesBody(stage: Stage, op: OperationSpec, position: number): Promise<void> {
  const sound = await soundRequest(stage, op);
  const { name, body } = positiveBodies(op, exampleFrom(op, sound))[position] ?? {};
  const { input, options } = asked(op, sound, body);
  const keyless = op.idempotency === 'required' && input['idempotency_key'] === undefined;
  const key = keyless ? { key: stage.given.key() } : {};
  const answer = await send(stage, op, input, { ...options, ...key });
  await switchOn(stage, op, sound);
  const said = answer.outcome === 'ok' ? 'accepted' : (answer.error ?? '');
  const taken = position < MUST_SUCCEED ? said === 'accepted' : !MISREAD.includes(said);
  stage.expect.that(taken ? 'taken' : said, `the body "${name ?? ''}"`).equals('taken');
}

function negative(op: OperationSpec): Scenario {
  return scenario({
    ...factsOf(op, 'negative'),
    title: `${op.id} refuses every body that breaks the contract, and names the member`,
    rule:
      `A body of ${op.id} that breaks the contract MUST be refused with VALIDATION_ERROR ` +
      'naming the member, and nothing may have happened.',
    requirement: op.domain === 'rounds' ? 'MONEY-01' : 'SEC-08',
    impact: 'critical',
    money: 'A request that is guessed at moves money nobody asked to move.',
    async run(stage) {
      const sound = await soundRequest(stage, op);
      const before = await shownOf(stage, sound.player?.player_id);
      for (const { name, field, body } of negativeBodies(op, exampleFrom(op, sound))) {
        if (OMITTED.includes(`${op.id} ${name}`)) continue;
        const { input, options } = asked(op, sound, body);
        refusedNaming(stage, await send(stage, op, input, options), { name, field });
      }
      const after = await shownOf(stage, sound.player?.player_id);
      stage.expect.that(after, 'the player after them all').equals(before);
      stage.expect(await send(stage, op, sound.input, { as: sound.as })).accepted();
    },
  });
}

/** RFC 6749 §3.2: a parameter sent without a value counts as not sent, so this one is sound. */
const OMITTED = ['issueToken scope is ""'];
const OAUTH_REFUSALS = [
  'invalid_request',
  'invalid_client',
  'invalid_scope',
  'unsupported_grant_type',
];

function refusedNaming(
  { expect }: Stage,
  answer: Answer<unknown>,
  bad: { name: string; field: string },
): void {
  if (answer.operation === 'issueToken') return expect(answer).refused(OAUTH_REFUSALS);
  expect(answer).refused('VALIDATION_ERROR');
  const violations = (answer.details['violations'] ?? []) as readonly Members[];
  const named = [answer.details, ...violations].map((violation) => violation['field']);
  expect.that(bad.field, `what is named for "${bad.name}"`).isOneOf(named);
}

/** The body of the sound request, with the optional members that other members need. */
function exampleFrom(op: OperationSpec, sound: SoundRequest): Members {
  const { body } = split(op, sound.input);
  return op.id === 'setPlayerStatus' ? { ...body, until: '2999-01-01T00:00:00.000Z' } : body;
}

function split(op: OperationSpec, input: Members): { path: Members; body: Members } {
  const inPath = ([name]: [string, unknown]): boolean => op.pathParameters.includes(name);
  const members = Object.entries(input);
  return {
    path: Object.fromEntries(members.filter(inPath)),
    body: Object.fromEntries(members.filter((member) => !inPath(member))),
  };
}

/** An object goes as flat input, so that the history of the run knows what was asked. */
function asked(op: OperationSpec, sound: SoundRequest, body: unknown): Asked {
  const { path } = split(op, sound.input);
  const { as } = sound;
  return body !== null && typeof body === 'object' && !Array.isArray(body)
    ? { input: { ...path, ...body }, options: { as } }
    : { input: path, options: { as, rawBody: JSON.stringify(body) } };
}
