import type { OperationId } from '../../contract/operations.js';
import { both, mutant, operation, part, policy, store } from './mutant.js';
import type { Mutant, Swap } from './mutant.js';

/** What can be told too much, kept too long or looked at in secret. */
export const privacyMutants: readonly Mutant[] = [
  mutant('export-of-another', {
    title: 'An export holds the statement of somebody else',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-02'],
    swap: operation('exportPlayerData', (sound) => (ctx, input) => {
      const stranger = ctx
        .sql('SELECT player FROM wallets WHERE player <> ? AND in_play > 0 ORDER BY last_txn DESC')
        .pluck()
        .get(input['player_id']) as string | undefined;
      if (stranger === undefined) return sound(ctx, input);
      const { transactions } = sound(ctx, { ...input, player_id: stranger }) as Page;
      return { ...(sound(ctx, input) as Page), transactions };
    }),
  }),
  mutant('export-first-page', {
    title: 'An export holds the first page of the statement only',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-05'],
    swap: operation('exportPlayerData', (sound) => (ctx, input) => {
      const data = sound(ctx, input) as Page;
      const items = data.transactions.items.slice(0, 100);
      return { ...data, transactions: { ...data.transactions, items } };
    }),
  }),
  mutant('export-own-rounds', {
    title: 'An export leaves out what was played at other clients',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-03'],
    swap: operation('exportPlayerData', (sound) => (ctx, input) => {
      const own = ctx
        .sql('SELECT round_id FROM rounds WHERE player = ? AND client = ?')
        .pluck()
        .all(input['player_id'], ctx.call.client.clientId) as string[];
      const data = sound(ctx, input) as { rounds: { items: readonly { round_id: string }[] } };
      const items = data.rounds.items.filter((round) => own.includes(round.round_id));
      return { ...data, rounds: { items } };
    }),
  }),
  mutant('export-forgets-limits', {
    title: 'An export leaves out limits and exclusions',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-01'],
    swap: operation('exportPlayerData', (sound) => (ctx, input) => {
      const none = { items: [] };
      return { ...(sound(ctx, input) as object), limits: none, exclusions: none };
    }),
  }),
  mutant('players-scope-erases', {
    title: 'Whoever may read and change players may export and erase them',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-04'],
    swap: policy((sound) => ({
      hasScope: (principal, scope) =>
        sound.hasScope(principal, scope) ||
        sound.hasScope(principal, scope.replace(/^privacy:/, 'players:')),
    })),
  }),
  mutant('erasure-with-money', {
    title: 'A player is erased with money on the account',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-06'],
    swap: stepsOver('cash', 'bonus', 'held'),
  }),
  mutant('erasure-with-open-stake', {
    title: 'A player is erased while a stake is in play',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-07'],
    swap: stepsOver('held_in_play', 'round'),
  }),
  mutant('erasure-before-the-win', {
    title: 'A player is erased while a win of an open round can still come',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-07'],
    swap: stepsOver('round'),
  }),
  mutant('export-without-kyc', {
    title: 'An export leaves out what was found out about the player',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-26'],
    swap: operation('exportPlayerData', (sound) => (ctx, input) => ({
      ...(sound(ctx, input) as object),
      kyc: { cases: [], screenings: [], alerts: [] },
    })),
  }),
  mutant('erasure-lifts-exclusion', {
    title: 'Whoever excluded themselves is erased, and registers anew',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-08'],
    swap: stepsOver('exclusion'),
  }),
  mutant('erasure-leaves-email', {
    title: 'An erasure leaves the e-mail address',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-09'],
    swap: part('privacy', (sound) => ({
      pseudonymous: (player, ...rest) => ({
        ...sound.pseudonymous(player, ...rest),
        email: player.email,
      }),
    })),
  }),
  mutant('erasure-leaves-birthday', {
    title: 'An erasure leaves the date of birth',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-09'],
    swap: part('privacy', (sound) => ({
      pseudonymous: (player, ...rest) => ({
        ...sound.pseudonymous(player, ...rest),
        date_of_birth: player.date_of_birth,
      }),
    })),
  }),
  mutant('erasure-deletes-transactions', {
    title: 'An erasure takes the transactions along',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-10'],
    swap: both(
      store((opened) => {
        opened.db.exec('DROP TRIGGER transactions_stay; DROP TRIGGER wallets_move_by_posting;');
      }),
      operation('erasePlayer', (sound) => (ctx, input) => {
        const answer = sound(ctx, input);
        const player = input['player_id'];
        ctx.sql('DELETE FROM transactions WHERE player = ?').run(player);
        ctx.sql('UPDATE wallets SET last_txn = NULL WHERE player = ?').run(player);
        return answer;
      }),
    ),
  }),
  mutant('erased-plays-on', {
    title: 'An erased player can be set active again',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-11'],
    swap: part('players', () => ({ refuseIfErased: () => undefined })),
  }),
  mutant('erased-taken-up-again', {
    title: 'An erased player is screened, verified and given payment methods like any other',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-28'],
    swap: both(
      takesUp('openKycCase'),
      takesUp('addKycDocument'),
      takesUp('screenPlayer'),
      takesUp('createPaymentMethod'),
    ),
  }),
  mutant('erased-stays-active', {
    title: 'An erased player goes on playing',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-11'],
    swap: part('privacy', (sound) => ({
      pseudonymous: (player, ...rest) => ({
        ...sound.pseudonymous(player, ...rest),
        status: player.status,
      }),
    })),
  }),
  mutant('external-id-stays-taken', {
    title: 'Whoever was erased cannot come back: the external id is still theirs',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-13'],
    swap: part('privacy', (sound) => ({
      pseudonymous: (player, ...rest) => ({
        ...sound.pseudonymous(player, ...rest),
        external_id: player.external_id,
      }),
    })),
  }),
  mutant('name-stays-in-receipt', {
    title: 'The answer to a repeated registration still holds the name after the erasure',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-14'],
    swap: part('idempotency', () => ({ shred: () => undefined })),
  }),
  mutant('launch-token-in-clear', {
    title: 'Launch tokens are kept in clear, and outlive the player',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-15'],
    swap: part('idempotency', (sound) => ({
      bind: (ground, id, receipt, owner) => {
        const launch = receipt.body.includes('launch_token');
        sound.bind(ground, id, receipt, launch ? undefined : owner);
      },
    })),
  }),
  mutant('erases-again', {
    title: 'A repeated erasure erases again, and stands twice in the audit log',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-12'],
    swap: operation('erasePlayer', (sound) => (ctx, input) => {
      ctx.sql('UPDATE players SET erased_at = NULL WHERE player_id = ?').run(input['player_id']);
      return sound(ctx, input);
    }),
  }),
  mutant('erasure-tells-the-audit', {
    title: 'The audit log, which is kept for ever, is told who was erased',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-16'],
    swap: operation('erasePlayer', (sound) => (ctx, input) => {
      const { player_id: id, name } = ctx.parts.players.playerOf(ctx, String(input['player_id']));
      ctx.parts.journal.append(ctx, 'player.to_erase', id, { name });
      return sound(ctx, input);
    }),
  }),
  mutant('receipt-keys-in-memory', {
    title: 'The keys of kept answers live in memory: a restart erases everybody',
    breaks: 'GDPR-01',
    caughtBy: ['PRIVACY-17'],
    swap: (sound) => {
      // Composed anew at each start, so this set is as old as the process would be.
      const seen = new Set<string>();
      return part('idempotency', ({ bind, open }) => ({
        bind: (ground, id, receipt, owner) => {
          seen.add(id.toString('hex'));
          bind(ground, id, receipt, owner);
        },
        open: (ground, id, receipt) => {
          const sealed = receipt.sealed_for != null;
          return sealed && !seen.has(id.toString('hex')) ? undefined : open(ground, id, receipt);
        },
      }))(sound);
    },
  }),
];

/** An operation that takes an erased player for any other. */
function takesUp(id: OperationId): Swap {
  return operation(id, (sound) => (ctx, input) => {
    const players = { ...ctx.parts.players, refuseIfErased: () => undefined };
    return sound({ ...ctx, parts: { ...ctx.parts, players } }, input);
  });
}

interface Page {
  readonly transactions: { readonly items: readonly unknown[] };
}

/** An erasure that does not mind these. */
function stepsOver(...matters: readonly string[]) {
  return part('privacy', (sound) => ({
    openMatters: (ctx, player) =>
      sound.openMatters(ctx, player).filter((matter) => !matters.includes(matter)),
  }));
}
