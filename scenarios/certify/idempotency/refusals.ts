import { scenario } from '../../../src/harness/scenario.js';

export const idempotency06 = scenario({
  id: 'IDEMPOTENCY-06',
  title: 'A refusal for lack of funds is final, even when funds have come',
  rule: 'A business refusal (422) MUST be as final as a success: its repeat gets the same refusal.',
  requirement: 'IDEM-06',
  impact: 'critical',
  money: 'The game told the player “no”: a retry that takes the stake later pays for no spin.',
  async run({ platform, given, expect, dialect }) {
    const player = await given.player({ balance: '20.00' });
    const small = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const debit = given.debit(player, { amount: '50.00' });
    const refused = await platform.debitRound(debit);
    const won = await platform.creditRound(given.creditOf(small, { win_amount: '90.00' }));
    expect(won).accepted({ balance: '100.00' });

    const again = await platform.debitRound(debit);

    expect(refused).refused('INSUFFICIENT_FUNDS');
    await dialect.on('refused_repeat', {
      async final() {
        expect(again).refused('INSUFFICIENT_FUNDS');
        expect(again).replayOf(refused);
        const other = { ...debit, idempotency_key: given.key() };
        expect(await platform.debitRound(other)).accepted({ balance: '50.00' });
      },
      async anew() {
        expect(again).accepted();
        expect(await platform.debitRound(debit)).replayOf(again);
      },
    });
    await expect.wallet(player, { cash: '50.00', held_in_play: '50.00' });
  },
});

export const idempotency36 = scenario({
  id: 'IDEMPOTENCY-36',
  title: 'A refusal of a blocked player’s bet is final, even when the block is lifted',
  rule: 'A business refusal (422) MUST be as final as a success: its repeat gets the same refusal.',
  requirement: 'IDEM-06',
  impact: 'critical',
  money: 'A bet refused at noon must not be taken in the evening by a queue that kept retrying.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00', status: 'blocked' });
    const debit = given.debit(player, { amount: '10.00' });
    const refused = await platform.debitRound(debit);
    const unblock = { player_id: player.player_id, status: 'active', reason: 'cleared' };
    expect(await platform.setPlayerStatus(unblock)).accepted({ status: 'active' });

    const again = await platform.debitRound(debit);
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    const anew = await platform.debitRound(given.debit(player, { amount: '10.00' }));

    expect(refused).refused('PLAYER_BLOCKED');
    expect(again).replayOf(refused);
    expect(anew).accepted({ balance: '90.00' });
  },
});

export const idempotency07 = scenario({
  id: 'IDEMPOTENCY-07',
  title: 'A request refused with 404 leaves its key free',
  rule: '404 MUST bind nothing: the corrected request may use the same key.',
  requirement: 'IDEM-06',
  impact: 'critical',
  money: 'A bet that arrived before its player was created could never be placed.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const nobody = await platform.debitRound({ ...debit, player_id: given.id('p') });
    const corrected = await platform.debitRound(debit);

    expect(nobody).refused('PLAYER_NOT_FOUND');
    expect(corrected).accepted({ balance: '90.00' });
    expect(corrected).notReplayed();
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const idempotency26 = scenario({
  id: 'IDEMPOTENCY-26',
  title: 'A request refused with 400 leaves its key free',
  rule: '400 MUST bind nothing: the corrected request may use the same key.',
  requirement: 'IDEM-06',
  money: 'A malformed first try would make the bet impossible for ever.',
  async run({ platform, given, expect, dialect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const wrong = await platform.debitRound({ ...debit, amount: '-10.00' });
    const isFine = dialect.knobs.finer_amounts === 'accepted';
    const tooFine = isFine ? wrong : await platform.debitRound({ ...debit, amount: '10.001' });
    const corrected = await platform.debitRound(debit);

    expect(wrong).refused('VALIDATION_ERROR', { field: 'amount' });
    const rule = isFine ? 'format' : 'decimals';
    expect(tooFine).refused('VALIDATION_ERROR', { field: 'amount', rule });
    expect(corrected).accepted({ balance: '90.00' });
    expect(corrected).notReplayed();
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const idempotency27 = scenario({
  id: 'IDEMPOTENCY-27',
  title: 'A request refused with 401 leaves its key free',
  rule: '401 MUST bind nothing: the same request may be sent again with a token.',
  requirement: 'IDEM-06',
  money: 'Tokens expire in the middle of play; the bet refused for that is simply sent again.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const anonymous = await platform.debitRound(debit, { token: null });
    const known = await platform.debitRound(debit);

    expect(anonymous).refused('TOKEN_MISSING');
    expect(known).accepted({ balance: '90.00' });
    expect(known).notReplayed();
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const idempotency28 = scenario({
  id: 'IDEMPOTENCY-28',
  title: 'A request refused with 403 leaves its key free',
  rule: '403 MUST bind nothing: the same client may send it again with a token that may.',
  requirement: 'IDEM-06',
  money: 'A token asked for with too few scopes must not cost the bet its key.',
  needs: ['mint'],
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const reader = await given.token({ scopes: ['rounds:read'] });

    const forbidden = await platform.debitRound(debit, { token: reader });
    const allowed = await platform.debitRound(debit);

    expect(forbidden).refused('SCOPE_MISSING');
    expect(allowed).accepted({ balance: '90.00' });
    expect(allowed).notReplayed();
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const refusalScenarios = [
  idempotency06,
  idempotency07,
  idempotency26,
  idempotency27,
  idempotency28,
  idempotency36,
] as const;
