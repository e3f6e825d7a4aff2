import { OAuthError, signingKeys } from '../../domains/access/index.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant } from './mutant.js';

type Members = Readonly<Record<string, unknown>>;

const refusedWith = (failure: unknown, code: string): failure is OAuthError =>
  failure instanceof OAuthError && failure.oauthCode === code;

/** What the token endpoint and everything that holds a secret or a name can get wrong. */
export const secretMutants: readonly Mutant[] = [
  mutant('tokens-live-an-hour', {
    title: 'Access tokens live an hour',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-22'],
    swap: part('tokens', (sound) => ({
      mint: (ground, wish) => sound.mint(ground, { expiresInS: 3_600, ...wish }),
    })),
  }),
  mutant('signs-with-unpublished-key', {
    title: 'The key that signs is not among those published',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-36'],
    swap: operation('getJwks', (sound) => (ctx, input) => {
      const { keys } = sound(ctx, input) as { keys: readonly { kid: string }[] };
      return { keys: keys.map((key) => ({ ...key, kid: `${key.kid.slice(1)}A` })) };
    }),
  }),
  mutant('publishes-private-key', {
    title: 'The published keys hold their private part',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-34'],
    swap: operation('getJwks', (sound) => (ctx, input) => {
      const { keys } = sound(ctx, input) as { keys: readonly object[] };
      const [signing] = signingKeys(ctx);
      return { keys: keys.map((key) => ({ ...key, d: signing.jwk.d })) };
    }),
  }),
  mutant('form-secret-refused', {
    title: 'A client that sends its secret in the form is refused',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-26'],
    swap: operation('issueToken', (sound) => (ctx, input) => {
      if (input['client_secret'] === undefined) return sound(ctx, input);
      throw new OAuthError('invalid_client', 'Only HTTP Basic is taken.');
    }),
  }),
  mutant('two-secrets-at-once', {
    title: 'A token request that authenticates both ways is taken',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-27'],
    swap: operation('issueToken', (sound) => (ctx, input) => {
      const { client_id: _id, client_secret: _secret, ...rest } = input;
      return sound(ctx, ctx.call.authorization === undefined ? input : rest);
    }),
  }),
  mutant('tells-clients-apart', {
    title: 'The token endpoint tells an unknown client from a wrong secret',
    breaks: 'SEC-07',
    caughtBy: ['ACCESS-28'],
    swap: operation('issueToken', (sound) => async (ctx, input) => {
      try {
        return await sound(ctx, input);
      } catch (failure) {
        if (!refusedWith(failure, 'invalid_client')) throw failure;
        const known = ctx
          .sql('SELECT 1 FROM clients WHERE client_id = ?')
          .get(clientOf(ctx, input));
        throw new OAuthError('invalid_client', known ? 'The secret is wrong.' : 'Who is that?');
      }
    }),
  }),
  mutant('grants-any-scope', {
    title: 'A client that asks for a scope it does not have gets a token all the same',
    breaks: 'SEC-02',
    caughtBy: ['ACCESS-30'],
    swap: operation('issueToken', (sound) => async (ctx, input) => {
      try {
        return await sound(ctx, input);
      } catch (failure) {
        if (!refusedWith(failure, 'invalid_scope')) throw failure;
        const { scope: _scope, ...rest } = input;
        return sound(ctx, rest);
      }
    }),
  }),
  mutant('tokens-cacheable', {
    title: 'A proxy may keep the answer of the token endpoint',
    breaks: 'SEC-07',
    caughtBy: ['ACCESS-32'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => async (call) => {
        const reply = await handle(call);
        if (call.operation.id !== 'issueToken') return reply;
        return { ...reply, headers: { ...reply.headers, 'Cache-Control': 'public, max-age=600' } };
      },
    }),
  }),
  mutant('metadata-lie', {
    title: 'The metadata name a token endpoint that is none',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-33'],
    swap: operation('getAuthorizationServer', (sound) => (ctx, input) => {
      const told = sound(ctx, input) as { token_endpoint: string };
      return { ...told, token_endpoint: `${told.token_endpoint}/v2` };
    }),
  }),
  mutant('secret-without-overlap', {
    title: 'Rotating a client secret locks out whoever still uses the old one',
    breaks: 'SEC-04',
    caughtBy: ['ACCESS-15'],
    swap: operation('rotateClientSecret', (sound) => (ctx, input) => {
      const answer = sound(ctx, input);
      ctx.sql('UPDATE clients SET previous_accepted_until = 0').run();
      return answer;
    }),
  }),
  mutant('secret-in-audit', {
    title: 'A new client secret is written to the audit log',
    breaks: 'SEC-07',
    caughtBy: ['ACCESS-38'],
    swap: operation('rotateClientSecret', (sound) => (ctx, input) => {
      const answer = sound(ctx, input) as { client_secret: string };
      ctx.parts.journal.append(ctx, 'client.secret', null, { value: answer.client_secret });
      return answer;
    }),
  }),
  mutant('launch-token-in-audit', {
    title: 'Launch tokens are written to the audit log',
    breaks: 'PLAY-12',
    caughtBy: ['GAMES-19'],
    swap: operation('launchSession', (sound) => (ctx, input) => {
      const answer = sound(ctx, input) as { launch_token: string };
      ctx.parts.journal.append(ctx, 'session.token', String(input['player_id']), {
        token: answer.launch_token,
      });
      return answer;
    }),
  }),
  mutant('person-in-audit', {
    title: 'Names are written to the audit log, which is kept for ever',
    breaks: 'SEC-07',
    caughtBy: ['PLAYERS-13'],
    swap: operation('createPlayer', (sound) => (ctx, input) => {
      const player = sound(ctx, input) as { player_id: string };
      ctx.parts.journal.append(ctx, 'player.named', player.player_id, { name: input['name'] });
      return player;
    }),
  }),
  mutant('catalogue-skips-a-game', {
    title: 'The second page of the catalogue starts one game too late',
    breaks: 'MONEY-06',
    caughtBy: ['GAMES-10'],
    swap: operation('listGames', (sound) => (ctx, input) => {
      const page = sound(ctx, input) as { items: readonly unknown[] };
      return input['cursor'] === undefined ? page : { ...page, items: page.items.slice(1) };
    }),
  }),
];

function clientOf(ctx: { call: { authorization: string | undefined } }, input: Members): string {
  const basic = /^basic +(.+)$/i.exec(ctx.call.authorization ?? '')?.[1];
  if (basic === undefined) return String(input['client_id']);
  return decodeURIComponent(Buffer.from(basic, 'base64').toString().split(':')[0] ?? '');
}
