import type { StudioRules } from '../../partners/index.js';
import { commitOf } from '../../kernel/fair-stream.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant, Swap } from './mutant.js';

/** Swaps a decision of the game studio, which is no part of the platform. */
const studio =
  (change: (sound: StudioRules) => Partial<StudioRules>): Swap =>
  (sound) => ({ ...sound, studio: { ...sound.studio, ...change(sound.studio) } });

/** A report is stored although these fields speak against it. */
const overlooks = (...fields: readonly string[]): Swap =>
  part('rounds', (sound) => ({
    contradictionOf: (ctx, testimony) => {
      const found = sound.contradictionOf(ctx, testimony);
      return found && fields.includes(found.field) ? undefined : found;
    },
  }));

/** What a platform can do wrong with the records of its games. */
const replayMutants: readonly Mutant[] = [
  mutant('stores-any-win', {
    title: 'A reported win is stored although the ledger paid another',
    breaks: 'PLAY-11',
    caughtBy: ['REPLAY-03', 'REPLAY-09'],
    swap: overlooks('win'),
  }),
  mutant('stores-any-seed', {
    title: 'A revealed seed is stored although it is not that of the commit',
    breaks: 'PLAY-11',
    caughtBy: ['REPLAY-07'],
    swap: overlooks('server_seed'),
  }),
  mutant('stores-a-nonce-twice', {
    title: 'Two rounds are recorded as drawn with the same inputs',
    breaks: 'PLAY-11',
    caughtBy: ['REPLAY-08'],
    swap: overlooks('nonce'),
  }),
  mutant('stores-any-game', {
    title: 'A round is recorded as one of another game',
    breaks: 'PLAY-11',
    caughtBy: ['REPLAY-11'],
    swap: overlooks('game_id'),
  }),
  mutant('rewrites-reports', {
    title: 'A later report overwrites what was recorded of a round',
    breaks: 'PLAY-11',
    caughtBy: ['REPLAY-04', 'REPLAY-02'],
    swap: operation('reportRound', (sound) => (ctx, input) => {
      ctx
        .sql('DELETE FROM round_reports WHERE round = (SELECT seq FROM rounds WHERE round_id = ?)')
        .run(input['round_id']);
      return sound(ctx, input);
    }),
  }),
  mutant('reports-of-open-rounds', {
    title: 'The outcome of a round is recorded before its end',
    breaks: 'PLAY-11',
    caughtBy: ['REPLAY-05'],
    swap: part('rounds', () => ({ refuseUnplayed: () => undefined })),
  }),
  mutant('replays-disagree', {
    title: 'A replay calls a round inconsistent that is not',
    breaks: 'PLAY-11',
    caughtBy: ['REPLAY-01', 'REPLAY-09'],
    swap: part('rounds', (sound) => ({
      isConsistent: (report, paid) => sound.isConsistent(report, paid + 1),
    })),
  }),
  mutant('replays-for-anybody', {
    title: 'Rounds are replayed for whoever knows their id',
    breaks: 'PLAY-11',
    caughtBy: ['REPLAY-06'],
    swap: operation('replayRound', (sound) => (ctx, input) => {
      const clientId = ctx
        .sql('SELECT client FROM rounds WHERE round_id = ?')
        .pluck()
        .get(input['round_id']) as string | undefined;
      const client = { ...ctx.call.client, ...(clientId !== undefined && { clientId }) };
      return sound({ ...ctx, call: { ...ctx.call, client } }, input);
    }),
  }),
  mutant('replays-name-the-player', {
    title: 'A replay tells the player’s name',
    breaks: 'GDPR-01',
    caughtBy: ['REPLAY-10'],
    swap: operation('replayRound', (sound) => (ctx, input) => {
      const replay = sound(ctx, input) as { readonly round: { readonly player_id: string } };
      const { name } = ctx.parts.players.playerOf(ctx, replay.round.player_id);
      return { ...replay, player_name: name };
    }),
  }),
];

/** What is promised of a game, and not kept. */
const promises = mutant('promises-more-than-it-pays', {
  title: 'The catalogue declares another return than the game has',
  breaks: 'PLAY-11',
  caughtBy: ['STUDIO-12'],
  swap: operation('getGame', (sound) => (ctx, input) => ({
    ...(sound(ctx, input) as object),
    declared_rtp: '0.9900',
  })),
});

/** What a game studio can do wrong. */
const gameMutants: readonly Mutant[] = [
  mutant('studio-outcome-of-another-draw', {
    title: 'The studio shows another outcome than its inputs give',
    breaks: 'PLAY-11',
    caughtBy: ['STUDIO-01', 'STUDIO-04'],
    swap: studio((sound) => ({
      parts: (math, inputs, bet) =>
        sound.parts(math, { ...inputs, nonce: inputs.nonce + 1_000_000 }, bet),
    })),
  }),
  mutant('studio-commits-to-another-seed', {
    title: 'What the studio commits to is not the seed it reveals',
    breaks: 'PLAY-11',
    caughtBy: ['STUDIO-02'],
    swap: studio(() => ({ commit: (seed) => commitOf(`${seed}.`) })),
  }),
  mutant('studio-repeats-a-nonce', {
    title: 'The studio draws every round of a seed with the same nonce',
    breaks: 'PLAY-11',
    caughtBy: ['STUDIO-03'],
    swap: studio(() => ({ nonceAfter: ({ nonce }) => nonce })),
  }),
  mutant('studio-keeps-one-seed', {
    title: 'The studio goes on drawing from a seed it has revealed',
    breaks: 'PLAY-11',
    caughtBy: ['STUDIO-02'],
    swap: studio((sound) => ({
      serverSeed: (seed, session) => sound.serverSeed(seed, session, 1),
    })),
  }),
  mutant('studio-keeps-unheard-stakes', {
    title: 'A stake whose debit was not answered is not taken back',
    breaks: 'PLAY-06',
    caughtBy: ['STUDIO-06'],
    swap: studio(() => ({ rollsBack: () => false })),
  }),
  mutant('studio-gives-up-wins', {
    title: 'A win whose credit was not answered is not sent again',
    breaks: 'PLAY-02',
    caughtBy: ['STUDIO-07'],
    swap: studio(() => ({ repeats: () => false })),
  }),
  mutant('studio-credits-under-new-keys', {
    title: 'A win is sent again under a new key',
    breaks: 'PLAY-02',
    caughtBy: ['STUDIO-07'],
    swap: studio((sound) => ({
      keyOf: (call, attempt) =>
        call.kind === 'credit' && attempt > 1
          ? `${call.key}.${attempt}`
          : sound.keyOf(call, attempt),
    })),
  }),
  mutant('studio-rolls-back-refusals', {
    title: 'A stake that was refused cleanly is taken back all the same',
    breaks: 'PLAY-08',
    caughtBy: ['STUDIO-08'],
    swap: studio(() => ({ rollsBack: (reaction) => reaction !== 'accepted' })),
  }),
];

export const studioMutants: readonly Mutant[] = [...replayMutants, promises, ...gameMutants];
