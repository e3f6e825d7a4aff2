import { placeAt } from '../../../src/contract/document.js';
import type { BodyObject } from '../../../src/contract/document.js';
import { loadContract, operationPointer } from '../../../src/contract/operations.js';
import type { OperationSpec } from '../../../src/contract/operations.js';
import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario, Stage } from '../../../src/harness/scenario.js';
import { anyGame, sessionFor } from './games.js';
import { factsOf, operations, send, soundRequest, switchOn } from './sound-requests.js';
import type { Members, SoundRequest } from './sound-requests.js';

/**
 * One check per operation, `CONTRACT-<operationId>-example`: the request the contract shows, with
 * nothing replaced but what must exist or lie ahead, gets an answer like the one the contract shows.
 */
export const exampleScenarios: readonly Scenario[] = operations.filter(endsByItself).map((op) =>
  scenario({
    ...factsOf(op, 'example'),
    title: `The example of ${op.id} works`,
    rule: `The example of ${op.id} in the contract MUST succeed and answer the members it shows.`,
    requirement: 'VER-03',
    money: 'Whoever integrates begins with the examples; one that fails teaches a wrong contract.',
    async run(stage) {
      const sound = await soundRequest(stage, op);
      const example = (op.requestExample ?? {}) as Members;
      const named = { ...existing(sound.input), ...(await placeOf(stage, op, sound)) };
      const input = { ...example, ...named, ...ahead(example, sound.input) };

      const answer = await send(stage, op, input, { as: sound.as });
      await switchOn(stage, op, sound);

      stage.expect(answer).accepted();
      const missing = missingFrom(answerExample(op), bodyOf(op, answer));
      stage.expect.that(missing, 'members the example shows and the answer lacks').isEmpty();
    },
  }),
);

/** A stream goes on; the messages in it have checks of their own. */
function endsByItself({ produces }: OperationSpec): boolean {
  return produces !== 'text/event-stream';
}

/** Members of a sound request that name something; all others stay as the example has them. */
const NAMES = /(_id|_key|_ref|_token|_secret|^partner|^url|^games|^client_seed)$/;

const existing = (input: Members): Members =>
  Object.fromEntries(Object.entries(input).filter(([name]) => NAMES.test(name)));

/** The example of a debit is played in a session of a game. */
async function placeOf(stage: Stage, op: OperationSpec, sound: SoundRequest): Promise<Members> {
  if (op.id !== 'debitRound' && op.id !== 'playRound') return {};
  const sessionId = await sessionFor(stage, sound.input['player_id']);
  return { session_id: sessionId, meta: { game_id: await anyGame(stage) } };
}

const ahead = (example: Members, sound: Members): Members => ({
  ...('until' in example && { until: '2999-01-01T00:00:00Z' }),
  ...('timestamp' in example && { timestamp: sound['timestamp'] }),
});

/** The body of the success answer as the contract shows it. */
function answerExample(op: OperationSpec): unknown {
  const pointer = `${operationPointer(op)}/responses/${op.successStatus}`;
  const response = placeAt<BodyObject>(loadContract().document, pointer)?.node;
  const media = response?.content?.[op.produces];
  const [named] = Object.values(media?.examples ?? {});
  const example = media?.example ?? named?.value;
  return typeof example === 'string' ? firstLine(example) : example;
}

const bodyOf = (op: OperationSpec, { body, text }: Answer<unknown>): unknown =>
  op.produces === 'application/json' ? body : firstLine(text);

const firstLine = (text: string): unknown => JSON.parse(text.split('\n')[0] ?? '');

/** What a member holds that differs from event to event, and is shown as one of them. */
const FREE = 'data';

/** Dotted paths of members shown and not there; of a list the first item stands for all. */
function missingFrom(shown: unknown, actual: unknown, at = ''): readonly string[] {
  if (Array.isArray(shown)) {
    const [first] = Array.isArray(actual) ? (actual as readonly unknown[]) : [];
    return first === undefined ? [] : missingFrom(shown[0], first, `${at}0.`);
  }
  if (shown === null || typeof shown !== 'object') return [];
  const members = (actual ?? {}) as Members;
  return Object.entries(shown).flatMap(([name, value]) => {
    if (!(name in members)) return [at + name];
    return name === FREE ? [] : missingFrom(value, members[name], `${at}${name}.`);
  });
}
