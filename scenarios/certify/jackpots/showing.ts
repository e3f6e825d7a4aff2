import type { CheckedFeed } from '../../../src/harness/live.js';
import { scenario } from '../../../src/harness/scenario.js';
import { heard, listening, TRANSPORTS } from '../live/listener.js';
import { ALWAYS, changeOf, jackpotIn, NEVER, stakeOn } from './table.js';

export const jackpots39 = scenario({
  id: 'JACKPOTS-39',
  title: 'Whoever watches a pot live sees each stake, return, change and hit',
  rule: 'The channel of a jackpot MUST tell how it stands after all that moves or changes it.',
  requirement: 'NET-02',
  money: 'A pot that stands still on the screen is one that nobody plays for.',
  needs: ['live'],
  async run(stage) {
    const { given, expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'VND', { seed: '1000', contribution: '0.10' });
    const channel = `jackpot:${jackpot.jackpot_id}`;
    const player = await given.player({ currency: 'VND', balance: '10000' });
    const feeds: CheckedFeed[] = [];
    for (const transport of TRANSPORTS) {
      feeds.push(await listening(stage, { transport, channels: [channel] }));
    }
    const shown = async (member: string, value: unknown): Promise<void> => {
      for (const feed of feeds) {
        await heard(stage, feed, (one) => one.channel === channel && one.data[member] === value);
      }
    };

    const taken = await stakeOn(stage, player, jackpot, { amount: '500' });
    expect(taken).accepted();
    await shown('pot', '1050');
    expect(await platform.rollbackRound(given.rollbackOf(taken))).accepted();
    await shown('contributions', '0');
    expect(await changeOf(stage, jackpot, { name: 'Renamed' })).accepted();
    await shown('name', 'Renamed');
  },
});

export const jackpots40 = scenario({
  id: 'JACKPOTS-40',
  title: 'A hit is seen live, and the pot that starts after it',
  rule: 'The channel of a jackpot MUST tell a hit at once, and ask for jackpots:read.',
  requirement: 'NET-02',
  money: 'A pot that was won and still shows its millions draws stakes for nothing.',
  needs: ['live', 'mint'],
  async run(stage) {
    const { given, expect } = stage;
    const jackpot = await jackpotIn(stage, 'PYG', { seed: '1000', trigger: ALWAYS });
    const channel = `jackpot:${jackpot.jackpot_id}`;
    expect(await changeOf(stage, jackpot, { trigger: NEVER, seed: '70' })).accepted();
    const player = await given.player({ currency: 'PYG', balance: '1000' });
    const feed = await listening(stage, { channels: [channel] });
    const token = await given.token({ scopes: ['live:read', 'rounds:read'] });
    const blind = await stage.live.open({ token, channels: [channel] });

    expect(await stakeOn(stage, player, jackpot, { amount: '100' })).accepted();

    const told = await heard(stage, feed, ({ data }) => data['hits'] === 1);
    expect.that(told.data, 'the pot after the hit').includes({ number: 2, pot: '70' });
    const error = await heard(stage, blind, { type: 'error', channel });
    expect.that(error.data['error'], 'the code without the scope').equals('SCOPE_MISSING');
  },
});

export const showingScenarios = [jackpots39, jackpots40] as const;
