import { scenario } from '../../../src/harness/scenario.js';

const ONE_AT_ONCE = { rate_limit: { per_second: 1, burst: 1 } };

export const rates01 = scenario({
  id: 'RATES-01',
  title: 'A client that asks too often is told to wait',
  rule: 'Past its rate a client MUST get 429 with Retry-After, and nothing happens.',
  requirement: 'SEC-05',
  money: 'One provider in a retry storm takes the wallet away from all the others.',
  needs: ['control'],
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const as = await given.client({ rate_limit: { per_second: 1, burst: 3 } });

    const first = await Promise.all([1, 2, 3].map(() => platform.getWallet(player, { as })));
    const over = await platform.debitRound(given.debit(player), { as });

    for (const answer of first) expect(answer).accepted({ cash: '100.00' });
    expect(over).refused('RATE_LIMITED');
    expect(over).header('retry-after', /^[1-9][0-9]*$/);
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const rates02 = scenario({
  id: 'RATES-02',
  title: 'Every answer says how much of the rate is left',
  rule: 'Answers to a client with a rate MUST carry RateLimit-Limit, -Remaining and -Reset.',
  requirement: 'SEC-05',
  impact: 'minor',
  money: 'A caller that cannot see its budget finds out by losing a debit.',
  needs: ['control'],
  async run({ platform, given, expect }) {
    const player = await given.player();
    const as = await given.client({ rate_limit: { per_second: 1, burst: 5 } });

    const first = await platform.getWallet(player, { as });
    const second = await platform.getWallet(player, { as });
    const refused = await platform.getWallet({ player_id: given.id('p') }, { as });

    for (const answer of [first, second, refused]) {
      expect(answer).header('ratelimit-limit', '5');
      expect(answer).header('ratelimit-reset', /^[0-9]+$/);
    }
    expect(refused).refused('PLAYER_NOT_FOUND');
    const left = [first, second, refused].map(({ headers }) =>
      Number(headers['ratelimit-remaining']),
    );
    expect.that(left, 'what is left after each request').equals([4, 3, 2]);
  },
});

export const rates03 = scenario({
  id: 'RATES-03',
  title: 'One client over its rate leaves the others alone',
  rule: 'Rates MUST hold per client.',
  requirement: 'SEC-05',
  money: 'A shared bucket lets any integrator switch the casino off.',
  needs: ['control'],
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const [eager, calm] = [await given.client(ONE_AT_ONCE), await given.client(ONE_AT_ONCE)];

    expect(await platform.getWallet(player, { as: eager })).accepted();
    expect(await platform.getWallet(player, { as: eager })).refused('RATE_LIMITED');

    expect(await platform.getWallet(player, { as: calm })).accepted({ cash: '100.00' });
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const rates04 = scenario({
  id: 'RATES-04',
  title: 'A debit refused for its rate can be repeated under its key',
  rule: '429 MUST bind nothing: the repeat after the wait is taken, once.',
  requirement: 'IDEM-06',
  impact: 'critical',
  money: 'A key spent by a 429 makes a stake that can never be placed, or rolled back, again.',
  needs: ['control', 'clock'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const as = await given.client(ONE_AT_ONCE);
    const debit = given.debit(player, { amount: '10.00' });

    expect(await platform.getWallet(player, { as })).accepted();
    expect(await platform.debitRound(debit, { as })).refused('RATE_LIMITED');
    await control.advance(1_000);

    expect(await platform.debitRound(debit, { as })).accepted({ balance: '90.00' });
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const rates05 = scenario({
  id: 'RATES-05',
  title: 'After Retry-After the client is let in, and not before',
  rule: 'Retry-After MUST be true: as long refused, then answered.',
  requirement: 'SEC-05',
  money: 'A wait that lies makes callers hammer, or stay away while stakes lie open.',
  needs: ['control', 'clock'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player();
    const as = await given.client({ rate_limit: { per_second: 1, burst: 2 } });
    const ask = () => platform.getWallet(player, { as });
    await ask();
    await ask();

    const refused = await ask();
    expect(refused).refused('RATE_LIMITED');
    const waitMs = Number(refused.headers['retry-after']) * 1_000;
    await control.advance(waitMs - 1);
    expect(await ask()).refused('RATE_LIMITED');
    await control.advance(1);

    expect(await ask()).accepted();
  },
});
