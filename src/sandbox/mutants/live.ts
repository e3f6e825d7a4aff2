import type { Mutant, Swap } from './mutant.js';
import { mutant, part } from './mutant.js';

/** A token that stands in the address is taken as if it stood in the header. */
const tokenInUrl: Swap = (sound) => ({
  ...sound,
  around: (handle) => {
    const asked = sound.around(handle);
    return (call) => {
      const token = call.query['access_token'];
      const authorization = token === undefined ? call.authorization : `Bearer ${token}`;
      return asked({ ...call, authorization: call.authorization ?? authorization });
    };
  },
});

/** What is told live, told wrong (NET-02…04). */
export const liveMutants: readonly Mutant[] = [
  mutant('live-balance-cached', {
    title: 'A reader is told how things stood when somebody first asked',
    breaks: 'NET-02',
    caughtBy: ['LIVE-01', 'LIVE-02', 'LIVE-38', 'LIVE-39'],
    swap: (sound) => {
      const known = new Map<string, object>();
      return part('live', ({ standing }) => ({
        standing(ground, channel, key) {
          const name = `${channel.name}:${key}`;
          const kept = known.get(name) ?? standing(ground, channel, key);
          known.set(name, kept);
          return kept;
        },
      }))(sound);
    },
  }),
  mutant('live-tells-no-events', {
    title: 'What happens in rounds is told to nobody',
    breaks: 'NET-02',
    caughtBy: ['LIVE-03', 'LIVE-04', 'LIVE-34'],
    swap: part('live', () => ({ isFor: () => false })),
  }),
  mutant('live-stale-after-newer', {
    title: 'A reader that lagged is told a state that was long overtaken, and nothing newer',
    breaks: 'NET-03',
    caughtBy: ['LIVE-21'],
    swap: part('live', ({ queue }) => ({
      queue(waiting, message) {
        if (message.state !== null && waiting.messages.has(message.state)) waiting.conflated += 1;
        else queue(waiting, message);
      },
    })),
  }),
  mutant('live-keeps-every-update', {
    title: 'Every update is kept for a reader that lags, however old',
    breaks: 'NET-03',
    caughtBy: ['LIVE-21'],
    swap: part('live', () => ({
      queue: (waiting, message) => void waiting.messages.set(message, message),
    })),
  }),
  mutant('live-buffer-without-bound', {
    title: 'Events are kept without end for a reader that does not read',
    breaks: 'NET-03',
    caughtBy: ['LIVE-22'],
    swap: part('live', () => ({ isTooMuch: () => false })),
  }),
  mutant('live-gap-without-resume', {
    title: 'Who comes back is told only what happens from now on',
    breaks: 'NET-03',
    caughtBy: ['LIVE-15', 'LIVE-16', 'LIVE-19', 'LIVE-20'],
    swap: part('live', () => ({ replayed: () => [] })),
  }),
  mutant('live-replays-backwards', {
    title: 'What was missed is told again, the newest first',
    breaks: 'NET-03',
    caughtBy: ['LIVE-15'],
    swap: part('live', () => ({ replayed: (missed) => [...missed].reverse() })),
  }),
  mutant('live-resumes-in-silence', {
    title: 'A number too old or never given is taken, and the hole is not mentioned',
    breaks: 'NET-03',
    caughtBy: ['LIVE-17', 'LIVE-18'],
    swap: part('live', () => ({ isResumable: () => true })),
  }),
  mutant('live-seq-restarts', {
    title: 'The numbers of messages begin anew with each start of the platform',
    breaks: 'NET-03',
    caughtBy: ['LIVE-19', 'LIVE-20'],
    swap: (sound) => {
      let before: number | undefined;
      return part('live', () => ({ seqOf: ({ seq }) => seq - (before ??= seq - 1) }))(sound);
    },
  }),
  mutant('live-snapshot-missing', {
    title: 'Who subscribes is told nothing until the next change',
    breaks: 'NET-03',
    caughtBy: ['LIVE-05'],
    swap: part('live', () => ({ greeting: () => undefined })),
  }),
  mutant('live-channels-without-bound', {
    title: 'One line may listen to everybody',
    breaks: 'NET-03',
    caughtBy: ['LIVE-29'],
    swap: part('live', () => ({ mostChannels: Infinity })),
  }),
  mutant('live-without-scope', {
    title: 'A line that is open is told of every channel, whatever its token allows',
    breaks: 'SEC-02',
    caughtBy: ['LIVE-06'],
    swap: part('live', () => ({ mayRead: () => true })),
  }),
  mutant('live-rounds-of-all', {
    title: 'Every client is told of the rounds of all',
    breaks: 'SEC-02',
    caughtBy: ['LIVE-13'],
    swap: part('live', () => ({ isFor: () => true })),
  }),
  mutant('live-token-in-url', {
    title: 'A token in the address is taken',
    breaks: 'SEC-01',
    caughtBy: ['LIVE-10'],
    swap: tokenInUrl,
  }),
  mutant('live-outlives-its-token', {
    title: 'A line once open goes on after its token has expired',
    breaks: 'SEC-01',
    caughtBy: ['LIVE-12'],
    swap: part('live', () => ({ endsAt: () => undefined })),
  }),
  mutant('live-clock-of-the-start', {
    title: 'The server time of messages is that of the platform’s start',
    breaks: 'NET-04',
    caughtBy: ['LIVE-25'],
    swap: (sound) => {
      let started: number | undefined;
      return part('live', () => ({ serverTime: ({ clock }) => (started ??= clock.now()) }))(sound);
    },
  }),
  mutant('live-clock-runs-back', {
    title: 'Each message tells an earlier time than the one before',
    breaks: 'NET-04',
    caughtBy: ['LIVE-24', 'LIVE-25'],
    swap: (sound) => {
      let told = 0;
      return part('live', () => ({ serverTime: ({ clock }) => clock.now() - (told += 1_000) }))(
        sound,
      );
    },
  }),
];
