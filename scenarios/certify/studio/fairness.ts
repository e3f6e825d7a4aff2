import { scenario } from '../../../src/harness/scenario.js';
import { commitOf } from '../../../src/kernel/fair-stream.js';
import { BETS, table } from './play.js';
import { recomputed } from './recompute.js';

const facts = { requirement: 'PLAY-11', needs: ['studio'] } as const;
const ROUNDS = 12;

export const studio01 = scenario({
  ...facts,
  id: 'STUDIO-01',
  title: 'Every outcome can be worked out from the revealed seed and the published mathematics',
  rule: 'Seeds, nonce and bet MUST give the outcome and the win that were shown.',
  impact: 'critical',
  money: 'An outcome that nobody can work out again is whatever the house says it was.',
  timeoutMs: 60_000,
  async run(stage) {
    const { expect } = stage;
    for (const [game, bet] of Object.entries(BETS)) {
      const at = await table(stage, game);
      const rounds = [];
      for (let turn = 0; turn < ROUNDS; turn += 1) {
        let round = await at.played(bet);
        while (round.free_spins_left > 0) round = await at.played({});
        rounds.push(round);
      }
      const { body: math } = await at.studio.get(`/games/${game}`);
      const { revealed } = await at.rotate();
      for (const { outcome, win, nonce, client_seed, bet: recorded } of rounds) {
        const inputs = { server_seed: revealed.server_seed, client_seed, nonce };
        const again = recomputed(math, inputs, recorded);
        expect.that({ outcome, win }, `round ${nonce} of ${game}`).equals({ ...again });
      }
    }
  },
});

export const studio02 = scenario({
  ...facts,
  id: 'STUDIO-02',
  title: 'The seed that is revealed is the one that was committed to',
  rule: 'The SHA-256 of the revealed seed MUST be the commit told before play; then it is retired.',
  impact: 'critical',
  money: 'Whoever may choose the seed after the bet chooses the outcome.',
  async run(stage) {
    const { expect } = stage;
    const at = await table(stage);
    const commit = at.opened['server_seed_hash'];
    const round = await at.played(BETS['moonshot'] ?? {});
    expect.that(round.server_seed_hash, 'the commit of the round').equals(commit);
    const before = await at.record(round.round_id);
    expect.that(before.server_seed, 'the seed while it is drawn from').equals(null);

    const { revealed, server_seed_hash: next } = await at.rotate();
    expect.that(commitOf(revealed.server_seed), 'the hash of the revealed seed').equals(commit);
    expect.that(next, 'the commit to the next seed').differsFrom(commit);
    const after = await at.record(round.round_id);
    expect.that(after.server_seed, 'the seed on record').equals(revealed.server_seed);
    const later = await at.played(BETS['moonshot'] ?? {});
    expect.that(later.server_seed_hash, 'the commit of the next round').equals(next);
  },
});

export const studio03 = scenario({
  ...facts,
  id: 'STUDIO-03',
  title: 'No nonce is used for two rounds',
  rule: 'Under one pair of seeds each nonce MUST be used once, whatever becomes of the stake.',
  impact: 'critical',
  money: 'The same draw twice: whoever saw the first one bets the house on the second.',
  async run(stage) {
    const { expect } = stage;
    const at = await table(stage, 'moonshot', { balance: '20.00' });
    const bet = { stake: '1.00', cash_out_at: '1000.00' };
    const nonces = [(await at.played(bet)).nonce];
    const refused = await at.play({ ...bet, stake: '900.00' });
    expect.that(refused.status, 'the status of a stake beyond the balance').equals(422);
    nonces.push(Number(refused.body['nonce']));
    for (let turn = 0; turn < 10; turn += 1) nonces.push((await at.played(bet)).nonce);
    expect.that(new Set(nonces).size, 'the different nonces').equals(nonces.length);
  },
});

export const studio04 = scenario({
  ...facts,
  id: 'STUDIO-04',
  title: 'The same inputs give the same outcome, today and every day',
  rule: 'The studio MUST answer the same outcome for the same inputs, however often it is asked.',
  money: 'Who asks twice and hears two outcomes was lied to at least once.',
  async run(stage) {
    const { expect } = stage;
    for (const [game, bet] of Object.entries(BETS)) {
      const at = await table(stage, game);
      let round = await at.played(bet);
      while (round.free_spins_left > 0) round = await at.played({});
      const { revealed } = await at.rotate();
      const { client_seed, nonce, bet: recorded, outcome, win } = round;
      const { server_seed } = revealed;
      const asked = { game, server_seed, client_seed, nonce, bet: recorded };
      const first = await at.studio.post('/verify', asked);
      const second = await at.studio.post('/verify', asked);
      const told = { outcome: first.body['outcome'], win: first.body['win'] };
      expect.that(told, `the outcome of ${game} on asking`).equals({ outcome, win });
      expect.that(second.text, 'the second answer').equals(first.text);
      const other = await at.studio.post('/verify', { ...asked, nonce: nonce + 1 });
      expect.that(other.status, 'the status for another nonce').equals(200);
    }
  },
});

export const studio05 = scenario({
  ...facts,
  id: 'STUDIO-05',
  title: 'Platform and studio agree on every round',
  rule: 'The platform’s replay and the studio’s record MUST agree on inputs, outcome and win.',
  impact: 'critical',
  money: 'Two records of one round are a dispute, and the player wins it.',
  async run(stage) {
    const { expect, platform } = stage;
    for (const [game, bet] of Object.entries(BETS)) {
      const at = await table(stage, game);
      let round = await at.played(bet);
      while (round.free_spins_left > 0) round = await at.played({});
      const { revealed } = await at.rotate();
      const { round_id } = round;
      const asked = await platform.replayRound({ round_id }, { as: at.studio.client });
      const { report, consistent, round: kept } = expect(asked).accepted();
      const { server_seed_hash, client_seed, nonce, bet: placed, outcome, win } = round;
      const inputs = { server_seed_hash, client_seed, nonce, bet: placed, outcome, win };
      const { server_seed } = revealed;
      expect.that(report, `the report of ${game}`).includes({ ...inputs, server_seed });
      expect.that([consistent, kept.status], 'agreement and status').equals([true, 'closed']);
    }
  },
});

export const studio12 = scenario({
  ...facts,
  id: 'STUDIO-12',
  title: 'The games are published as the catalogue lists them',
  rule: 'Rules, paytable and declared return of each game MUST be published, as the catalogue says.',
  money: 'A game sold with one return and played with another is fraud by paytable.',
  async run({ platform, expect, control }) {
    const studio = await control.studio();
    const { body } = await studio.get('/games');
    const items = body['items'] as readonly { readonly game_id: string }[];
    expect.that(items.length, 'the games of the studio').isAtLeast(4);
    for (const { game_id } of items) {
      const listed = expect(await platform.getGame({ game_id })).accepted();
      const { body: math } = await studio.get(`/games/${game_id}`);
      const { kind, declared_rtp } = listed;
      expect.that(math, `what is published of ${game_id}`).includes({ kind, declared_rtp });
      expect.that(String(math['fairness']), 'how to draw it again').matches(/HMAC-SHA256/);
    }
  },
});

export const fairnessScenarios = [
  studio01,
  studio02,
  studio03,
  studio04,
  studio05,
  studio12,
] as const;
