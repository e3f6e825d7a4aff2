import { invariant } from '../../src/harness/invariants.js';
import { witness } from './money-calls.js';

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export const inv10 = invariant({
  id: 'INV-10',
  title: 'Every answer carried its request id and its trace',
  rule: 'X-Request-ID and traceparent MUST come back with every answer, refusals included.',
  requirement: 'OBS-01',
  money: 'An answer that cannot be found in the logs cannot be explained to the player.',
  needs: ['control'],
  async check(stage) {
    await witness(stage);
    const { expect, history } = stage;
    const answers = history
      .calls()
      .flatMap(({ check, operation, headers }) => (headers ? [{ check, operation, headers }] : []));

    expect.that(answers.length, 'the answers of the run').isAtLeast(4);
    const bare = answers.filter(
      ({ headers }) => !headers['x-request-id'] || !TRACEPARENT.test(headers['traceparent'] ?? ''),
    );
    const names = bare.map(({ check, operation }) => `${check} ${operation}`);
    expect.that(names, 'the answers without request id or trace').isEmpty();
  },
});

export const answerInvariants = [inv10] as const;
