import { loadContract } from '../../../src/contract/operations.js';
import type { OperationSpec } from '../../../src/contract/operations.js';
import type { FlatInput } from '../../../src/client/index.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Answer } from '../../../src/harness/answer.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import { soundToken } from './forgery.js';

/** Every operation of the contract that needs a scope, with the scope. */
const GUARDED = Object.values(loadContract().operations).flatMap((operation) =>
  operation.scope === null ? [] : [{ operation, scope: operation.scope }],
);
const SCOPES = [...new Set(GUARDED.map(({ scope }) => scope))];

/** A request for each operation that nothing but a scope stands in the way of. */
async function requestsOn(
  stage: Stage,
  player: PlayerRef,
): Promise<(operation: OperationSpec) => FlatInput> {
  const { platform, given, expect } = stage;
  const { items } = expect(await platform.listGames({ limit: 100 })).accepted();
  const game = items.find(({ status }) => status === 'enabled');
  const place = { player_id: player.player_id, game_id: game?.game_id };
  const launch = expect(await platform.launchSession(place)).accepted();
  const taken = await platform.debitRound(given.debit(player));
  const passport = { type: 'passport', number: 'DOC-OK', country: 'MT' };
  const odds = { trigger: { kind: 'odds', one_in: 1_000_000 }, contribution: '0.01' };
  const pot = { name: 'Scope', currency: 'XPF', games: [game?.game_id], seed: '0', ...odds };
  const tournament = {
    name: 'Scope',
    currency: 'EUR',
    starts_at: '2020-01-01T00:00:00.000Z',
    ends_at: '2099-01-01T00:00:00.000Z',
    entry: { buy_in: '0.00', fee: '0.00' },
    score: { rule: 'wagered' },
    prizes: [{ from: 1, to: 1, share: '1' }],
    idempotency_key: given.key(),
  };
  const requests: Readonly<Record<string, FlatInput>> = {
    createPlayer: given.registration(),
    updatePlayer: { ...player, name: 'Another Name' },
    setPlayerStatus: { ...player, status: 'blocked', reason: 'scope' },
    setLimit: { ...player, kind: 'stake', period: 'day', amount: '1.00' },
    createExclusion: { ...player, kind: 'self_exclusion' },
    openKycCase: { ...player },
    addKycDocument: { case_id: given.id('kc'), ...passport },
    screenPlayer: { ...player },
    decideScreening: { screening_id: given.id('scr'), decision: 'blocked', reason: 'scope' },
    setGameStatus: { ...place, status: 'enabled', reason: 'scope' },
    redeemLaunch: { launch_token: launch.launch_token },
    createJackpot: { ...pot, idempotency_key: given.key() },
    updateJackpot: { jackpot_id: given.id('jp'), reason: 'scope' },
    debitRound: given.debit(player),
    playRound: { ...given.debit(player), win_amount: '1.00' },
    creditRound: given.creditOf(taken, { win_amount: '1.00' }),
    rollbackRound: given.rollbackOf(taken),
    createTournament: tournament,
    enterTournament: { ...player, tournament_id: given.id('trn'), idempotency_key: given.key() },
    cancelTournament: { tournament_id: given.id('trn'), reason: 'scope' },
    createWebhookEndpoint: { url: 'http://127.0.0.1:9/', events: ['*'] },
    setWebhookEndpointStatus: { endpoint_id: given.id('whe'), status: 'disabled' },
    rotateClientSecret: { client_id: given.id('c') },
    rotatePartnerSecret: { partner: 'kyc' },
  };
  const anywhere = { ...place, session_id: launch.session_id, round_id: taken.input['round_id'] };
  return ({ id, pathParameters }) => {
    const unnamed = Object.fromEntries(pathParameters.map((name) => [name, 'unknown']));
    return requests[id] ?? { ...unnamed, ...anywhere };
  };
}

/** All that the requests above could have changed. */
async function stateOf({ platform }: Stage, player: PlayerRef): Promise<readonly unknown[]> {
  const answers = [
    await platform.getPlayer(player),
    await platform.getWallet(player),
    await platform.listTransactions(player),
    await platform.listAuditEntries(player),
  ];
  return answers.map(({ body }) => body);
}

export const access10 = scenario({
  id: 'ACCESS-10',
  title: 'Every scope but the needed one opens nothing',
  rule: 'A token without the scope of an operation MUST get 403, and nothing happens.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'The token of a reporting tool would pay wins.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const requestOf = await requestsOn(stage, player);
    const before = await stateOf(stage, player);
    const tokens = new Map<string, string>();
    for (const scope of SCOPES) {
      const others = SCOPES.filter((other) => other !== scope);
      tokens.set(scope, await soundToken(stage, others.join(' ')));
    }

    for (const { operation, scope } of GUARDED) {
      const token = tokens.get(scope);
      const answer: Answer<unknown> = await platform[operation.id](requestOf(operation), { token });
      expect(answer).refused('SCOPE_MISSING', { scope });
      expect(answer).header('www-authenticate', /insufficient_scope/);
    }
    expect.that(await stateOf(stage, player), 'the player, wallet and logs').equals(before);
    expect(await platform.debitRound(given.debit(player))).accepted();
  },
});

export const access11 = scenario({
  id: 'ACCESS-11',
  title: 'Who may read may not write',
  rule: 'A token with every read scope and no other MUST NOT change anything.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'A dashboard that may look at wallets would move what is in them.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const requestOf = await requestsOn(stage, player);
    const before = await stateOf(stage, player);
    const reading = SCOPES.filter((scope) => scope.endsWith(':read'));
    const token = await soundToken(stage, reading.join(' '));

    for (const { operation } of GUARDED.filter(({ scope }) => !reading.includes(scope))) {
      const answer: Answer<unknown> = await platform[operation.id](requestOf(operation), { token });
      expect(answer).refused('SCOPE_MISSING');
    }
    expect.that(await stateOf(stage, player), 'the player, wallet and logs').equals(before);
    expect(await platform.getWallet(player, { token })).accepted({ cash: '90.00' });
  },
});

export const access24 = scenario({
  id: 'ACCESS-24',
  title: 'The needed scope alone is enough',
  rule: 'A token with just the scope of an operation MUST be let in to that operation.',
  requirement: 'SEC-02',
  money: 'Where one scope is not enough, everybody is given all of them.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const only = (scope: string): Promise<string> => soundToken(stage, scope);
    const debit = given.debit(player);

    const playing = await only('rounds:write');
    const taken = await platform.debitRound(debit, { token: playing });
    expect(taken).accepted();
    const credit = given.creditOf(taken, { win_amount: '25.00' });
    expect(await platform.creditRound(credit, { token: playing })).accepted();
    expect(await platform.getRound(debit, { token: await only('rounds:read') })).accepted();
    expect(await platform.getPlayer(player, { token: await only('players:read') })).accepted();
    expect(await platform.listGames({}, { token: await only('games:read') })).accepted();
    expect(await platform.listAuditEntries({}, { token: await only('audit:read') })).accepted();
    const looking = await only('wallets:read');
    expect(await platform.getWallet(player, { token: looking })).accepted({ cash: '115.00' });
    const name = 'Renamed Example';
    const renaming = await only('players:write');
    expect(await platform.updatePlayer({ ...player, name }, { token: renaming })).accepted({
      name,
    });
  },
});

export const access25 = scenario({
  id: 'ACCESS-25',
  title: 'A client sees and moves nothing of another’s rounds',
  rule: 'A client MUST see only what is its own: rounds, transactions and keys of others are not.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'One game studio would pay or undo the rounds of its competitor.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const stranger = await given.client();
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);
    expect(taken).accepted();
    const as = stranger;

    expect(await platform.getRound(debit, { as })).refused('ROUND_NOT_FOUND');
    expect(await platform.closeRound(debit, { as })).refused('ROUND_NOT_FOUND');
    const win = given.creditOf(taken, { win_amount: '50.00' });
    expect(await platform.creditRound(win, { as })).refused(['TXN_NOT_FOUND', 'ROUND_NOT_FOUND']);
    const undone = await platform.rollbackRound(given.rollbackOf(debit), { as });
    expect(undone).accepted({ status: 'voided', txn_id: null });

    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.getRound(debit)).accepted({ status: 'open' });
    const ours = given.creditOf(taken, { win_amount: '50.00' });
    expect(await platform.creditRound(ours)).accepted({ balance: '140.00' });
  },
});

export const access35 = scenario({
  id: 'ACCESS-35',
  title: 'A client rotates its own secret, not another’s',
  rule: 'A client MUST NOT rotate the secret of another client.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'Rotating a competitor’s secret locks it out and hands its account over.',
  async run({ platform, given, expect }) {
    const victim = await given.client();
    const intruder = await given.client({ scopes: ['access:write'] });
    const wish = { grant_type: 'client_credentials' };

    const taken = await platform.rotateClientSecret(
      { client_id: victim.client_id },
      { as: intruder },
    );
    expect(taken).refused('NOT_YOURS');
    expect(await platform.issueToken(wish, { as: victim })).accepted();
    const own = await platform.rotateClientSecret(
      { client_id: intruder.client_id },
      { as: intruder },
    );
    expect(own).accepted({ client_id: intruder.client_id });
  },
});

export const scopeScenarios = [access10, access11, access24, access25, access35] as const;
