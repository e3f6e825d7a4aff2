import { both, mutant, operation, part, store } from './mutant.js';
import type { Mutant } from './mutant.js';

/** How somebody can look at a person and not be found out. */
export const accessLogMutants: readonly Mutant[] = [
  mutant('access-log-forgets-reads', {
    title: 'The access log knows who changed a person, not who looked',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-18'],
    swap: part('privacy', (sound) => ({
      note: (ground, access) => {
        if (access.operation !== 'getPlayer') sound.note(ground, access);
      },
    })),
  }),
  mutant('access-log-without-why', {
    title: 'The access log never says why',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-19'],
    swap: part('privacy', (sound) => ({
      note: (ground, access) => sound.note(ground, { ...access, reason: access.operation }),
    })),
  }),
  mutant('access-log-own-only', {
    title: 'A client sees its own accesses and nobody else’s',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-20'],
    swap: operation('listAccessLog', (sound) => (ctx, input) => {
      const page = sound(ctx, input) as { items: readonly { client_id: string }[] };
      const own = ctx.call.client.clientId;
      return { ...page, items: page.items.filter(({ client_id: client }) => client === own) };
    }),
  }),
  mutant('access-log-samples', {
    title: 'Of several reads at the same instant one is logged',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-21'],
    swap: part('privacy', (sound) => ({
      note: (ground, access) => {
        const same = ground
          .sql('SELECT 1 FROM access_log WHERE player = ? AND operation = ? AND at = ?')
          .get(access.player, access.operation, ground.clock.now());
        if (same === undefined) sound.note(ground, access);
      },
    })),
  }),
  mutant('access-log-read-in-secret', {
    title: 'Reading the access log leaves no trace',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-22'],
    swap: part('privacy', (sound) => ({
      note: (ground, access) => {
        if (access.operation !== 'listAccessLog') sound.note(ground, access);
      },
    })),
  }),
  mutant('access-log-wrong-player', {
    title: 'An access stands under the player who was looked at before',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-23'],
    swap: (sound) => {
      let before: string | undefined;
      return part('privacy', ({ note }) => ({
        note: (ground, access) => {
          note(ground, { ...access, player: before ?? access.player });
          before = access.player;
        },
      }))(sound);
    },
  }),
  mutant('access-log-skips-repeats', {
    title: 'Whoever repeats a registration is told of the person and not logged',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-24'],
    swap: part('privacy', (sound) => ({
      note: (ground, access) => {
        const before = ground
          .sql('SELECT 1 FROM access_log WHERE player = ? AND operation = ?')
          .get(access.player, access.operation);
        if (access.operation !== 'createPlayer' || !before) sound.note(ground, access);
      },
    })),
  }),
  mutant('access-log-without-cases', {
    title: 'Whoever looks at a KYC case leaves no trace',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-27'],
    swap: part('privacy', (sound) => ({
      note: (ground, access) => {
        if (access.operation !== 'getKycCase') sound.note(ground, access);
      },
    })),
  }),
  mutant('access-log-erased-too', {
    title: 'The access log goes with the person',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-25'],
    swap: both(
      store((opened) => {
        opened.db.exec('DROP TRIGGER access_log_stay');
      }),
      operation('erasePlayer', (sound) => (ctx, input) => {
        const answer = sound(ctx, input);
        ctx.sql('DELETE FROM access_log WHERE player = ?').run(input['player_id']);
        return answer;
      }),
    ),
  }),
];
