import { mutant, policy } from './mutant.js';
import type { Mutant } from './mutant.js';

export const wireMutants: readonly Mutant[] = [
  mutant('errors-without-trace', {
    title: 'Errors carry no trace_id',
    breaks: 'ERR-01',
    caughtBy: ['ERRORS-01'],
    swap: policy((sound) => ({
      errorText: (code, details, traceId) => {
        const { trace_id: _dropped, ...rest } = JSON.parse(
          sound.errorText(code, details, traceId),
        ) as { trace_id: string };
        return JSON.stringify(rest);
      },
    })),
  }),
  mutant('errors-leak-stack', {
    title: 'A refusal shows the stack and a file path',
    breaks: 'SEC-07',
    caughtBy: ['ERRORS-05'],
    swap: policy((sound) => ({
      errorText: (code, details, traceId) =>
        sound.errorText(code, { ...details, debug: new Error('SQLITE_ERROR').stack }, traceId),
    })),
  }),
  mutant('bad-json-is-our-fault', {
    title: 'Malformed JSON answers 500',
    breaks: 'SEC-08',
    caughtBy: ['ERRORS-03'],
    swap: policy(() => ({
      statusOf: (outcome, normal) => (outcome === 'MALFORMED_JSON' ? 500 : normal),
    })),
  }),
  mutant('rules-before-keys', {
    title: 'Business rules are told before the request is checked',
    breaks: 'ERR-02',
    caughtBy: ['ERRORS-04'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => async (call) => {
        const reply = await handle(call);
        if (reply.outcome !== 'TOKEN_MISSING' || call.path['player_id'] === undefined) return reply;
        const text = sound.policy.errorText('PLAYER_NOT_FOUND', {}, call.traceId);
        return { outcome: 'PLAYER_NOT_FOUND', text, replayed: false };
      },
    }),
  }),
  mutant('forgets-trace-context', {
    title: "An error's trace_id is not the caller's",
    breaks: 'OBS-01',
    caughtBy: ['ERRORS-02'],
    swap: policy((sound) => ({
      errorText: (code, details) => sound.errorText(code, details, 'f'.repeat(32)),
    })),
  }),
  mutant('wrong-status', {
    title: 'Insufficient funds answers 400 instead of 422',
    breaks: 'ERR-01',
    caughtBy: ['ROUNDS-15'],
    swap: policy(() => ({
      statusOf: (outcome, normal) => (outcome === 'INSUFFICIENT_FUNDS' ? 400 : normal),
    })),
  }),
  mutant('first-rule-last', {
    title: 'Validation is told before the missing scope',
    breaks: 'ERR-02',
    caughtBy: ['ERRORS-06'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => async (call) => {
        const reply = await handle(call);
        const [violation] = reply.outcome === 'SCOPE_MISSING' ? sound.policy.violations(call) : [];
        if (!violation) return reply;
        const text = sound.policy.errorText('VALIDATION_ERROR', { ...violation }, call.traceId);
        return { outcome: 'VALIDATION_ERROR', text, replayed: false };
      },
    }),
  }),
];
