import { scenario } from '../../../src/harness/scenario.js';
import { deliveriesOnce, listening, ofPlayer, staked, typesOf } from './listener.js';

export const webhooks01 = scenario({
  id: 'WEBHOOKS-01',
  title: 'Every event of play and of the player arrives once',
  rule: 'Each debit, credit, rollback, close and change of status MUST arrive once, as it was.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'An operator that books by webhooks loses every event that does not come.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const listener = await listening(stage, { events: ['round.*', 'player.status'] });
    const { as, inbox } = listener;
    const { player, taken } = await staked(stage, listener);
    const win = given.creditOf(taken, { win_amount: '25.00' });
    expect(await platform.creditRound(win, { as })).accepted();
    const second = await platform.debitRound(given.debit(player), { as });
    expect(await platform.rollbackRound(given.rollbackOf(second), { as })).accepted();
    const third = given.debit(player);
    expect(await platform.debitRound(third, { as })).accepted();
    expect(await platform.closeRound(third, { as })).accepted();
    const blocking = { ...player, status: 'blocked', reason: 'Asked for by this check' };
    expect(await platform.setPlayerStatus(blocking, { as })).accepted();

    const arrived = await inbox.received(7, ofPlayer(player));
    const [debited, credited] = arrived;
    expect
      .that(typesOf(arrived), 'the events that arrived')
      .equals([
        ...['round.debited', 'round.credited', 'round.debited', 'round.rolled_back'],
        ...['round.debited', 'round.closed', 'player.status'],
      ]);
    const { round_id, player_id } = win;
    expect
      .that(debited?.body['data'], 'what the first debit says')
      .includes({ player_id, round_id, amount: '10.00', currency: 'EUR' });
    expect.that(credited?.body['data'], 'what the credit says').includes({ player_id, round_id });
    const ids = new Set(arrived.map(({ id }) => id));
    expect.that(ids.size, 'the number of different ids').equals(arrived.length);
  },
});

export const webhooks02 = scenario({
  id: 'WEBHOOKS-02',
  title: 'A webhook says its id, type, time and player',
  rule: 'The body MUST be {id, type, created_at, data}, its id that of the header webhook-id.',
  requirement: 'NET-05',
  money: 'Receivers that cannot tell a repeat from an event book it twice.',
  needs: ['webhooks'],
  async run(stage) {
    const { expect } = stage;
    const listener = await listening(stage);
    const { player } = await staked(stage, listener);

    const [webhook] = await listener.inbox.received(1, ofPlayer(player));
    const { id, type, created_at: createdAt, data } = webhook?.body ?? {};
    expect.that(id, 'the id in the body').equals(webhook?.id);
    expect.that(webhook?.id, 'the header webhook-id').matches(/^[A-Za-z0-9._:~-]{1,128}$/);
    expect.that(type, 'the type').equals('round.debited');
    expect.that(createdAt, 'when it happened').matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect.that(data, 'the data').includes({ player_id: player.player_id });
    expect.that(webhook?.headers['content-type'], 'the media type').matches(/^application\/json/);
    const [delivery] = await deliveriesOnce(
      stage,
      listener,
      ([one]) => one?.status === 'delivered',
    );
    expect
      .that(delivery, 'its delivery')
      .includes({ webhook_id: webhook?.id, attempts: 1, last_status: 204, next_attempt_at: null });
  },
});

export const webhooks03 = scenario({
  id: 'WEBHOOKS-03',
  title: 'What was refused or is a repeat is no event',
  rule: 'A refused request and the replay of an accepted one MUST NOT be sent as an event.',
  requirement: 'NET-05',
  contractOnly: 'It holds the events to what was committed, once each.',
  money: 'An event for a stake that was never taken is paid out of somebody’s pocket.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const listener = await listening(stage);
    const { as, inbox } = listener;
    const player = await given.player({ balance: '15.00' });
    const debit = given.debit(player);
    expect(await platform.debitRound(debit, { as })).accepted();
    expect(await platform.debitRound(debit, { as })).accepted();
    const dear = given.debit(player, { amount: '99.00' });
    expect(await platform.debitRound(dear, { as })).refused('INSUFFICIENT_FUNDS');
    expect(await platform.closeRound(debit, { as })).accepted();

    const arrived = await inbox.received(2, ofPlayer(player));
    expect.that(typesOf(arrived), 'the events').equals(['round.debited', 'round.closed']);
  },
});

export const webhooks04 = scenario({
  id: 'WEBHOOKS-04',
  title: 'An endpoint is told of the types it asked for',
  rule: 'Only events of the types asked for MUST be sent: one type, one domain, or all.',
  requirement: 'NET-05',
  money: 'A mailing tool that gets every stake is a leak of what players do.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, expect } = stage;
    const one = await listening(stage, { events: ['round.closed'] });
    const { as } = one;
    const domain = await listening(stage, { events: ['round.*'], as });
    const all = await listening(stage, { events: ['*'], as });
    const { player, taken } = await staked(stage, one);
    expect(await platform.updatePlayer({ ...player, name: 'Grace Example' }, { as })).accepted();
    const place = { ...player, round_id: taken.input['round_id'] };
    expect(await platform.closeRound(place, { as })).accepted();

    const mine = ofPlayer(player);
    await all.inbox.received(1, (one) => mine(one) && one.type === 'round.closed');
    const everything = all.inbox.webhooks.filter(mine);
    const ofRounds = await domain.inbox.received(2, mine);
    const closes = await one.inbox.received(1, mine);
    // Before these stands what made the player.
    const told = ['round.debited', 'player.updated', 'round.closed'];
    expect.that(typesOf(everything).slice(-3), 'everything').equals(told);
    expect.that(typesOf(ofRounds), 'rounds').equals(['round.debited', 'round.closed']);
    expect.that(typesOf(closes), 'closes').equals(['round.closed']);
  },
});

export const webhooks05 = scenario({
  id: 'WEBHOOKS-05',
  title: 'Nobody is told what another client does',
  rule: 'A client MUST see only what is its own: events of other clients are not sent to it.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'One game studio would watch the turnover of its competitor, stake by stake.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const listener = await listening(stage);
    const other = await given.client();
    const player = await given.player({ balance: '100.00' });
    expect(await platform.debitRound(given.debit(player), { as: other })).accepted();
    const own = given.debit(player);
    expect(await platform.debitRound(own, { as: listener.as })).accepted();
    expect(await platform.closeRound(own, { as: listener.as })).accepted();

    const arrived = await listener.inbox.received(2, ofPlayer(player));
    expect.that(typesOf(arrived), 'the events').equals(['round.debited', 'round.closed']);
  },
});

export const webhooks06 = scenario({
  id: 'WEBHOOKS-06',
  title: 'Webhooks hold no personal data',
  rule: 'The body MUST NOT hold names, birthdays, mail addresses or cards of players.',
  requirement: 'SEC-07',
  impact: 'critical',
  money:
    'Every receiver, and every log on the way, becomes a place the person must be erased from.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { as, inbox } = await listening(stage, { events: ['*'] });
    const person = { name: 'Quentin Privateson', email: 'quentin@private.example' };
    const registration = given.registration({ ...person, date_of_birth: '1987-06-05' });
    const { player_id } = expect(await platform.createPlayer(registration, { as })).accepted();
    const moved = { player_id, name: 'Quentina Privateson', country: 'DE' };
    expect(await platform.updatePlayer(moved, { as })).accepted();
    const blocking = { player_id, status: 'blocked', reason: 'Asked for by this check' };
    expect(await platform.setPlayerStatus(blocking, { as })).accepted();

    const arrived = await inbox.received(3, ofPlayer({ player_id, currency: 'EUR' }));
    expect.that(arrived, 'the events').hasLength(3);
    const texts = arrived.map(({ raw, headers }) => raw.toString() + JSON.stringify(headers));
    const leaks = texts.filter((text) => /privateson|private\.example|1987-06-05/i.test(text));
    expect.that(leaks, 'webhooks that name the person').isEmpty();
    expect
      .that(
        texts.filter((text) => text.includes(String(registration['external_id']))),
        'others',
      )
      .isEmpty();
  },
});

export const webhooks07 = scenario({
  id: 'WEBHOOKS-07',
  title: 'The trace of the cause reaches the webhook',
  rule: 'X-Request-ID and traceparent of the request MUST reach the webhooks it causes.',
  requirement: 'OBS-01',
  money: 'A disputed payout cannot be followed across the line without a common trace.',
  needs: ['webhooks'],
  async run(stage) {
    const { expect } = stage;
    const listener = await listening(stage);
    const { player, taken } = await staked(stage, listener);

    const [webhook] = await listener.inbox.received(1, ofPlayer(player));
    const trace = String(taken.headers['traceparent']).split('-')[1] ?? '';
    expect.that(webhook?.headers['x-request-id'], 'X-Request-ID').equals(taken.requestId);
    const traceparent = webhook?.headers['traceparent'];
    expect.that(traceparent, 'traceparent').matches(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
    expect.that(String(traceparent).split('-')[1], 'the trace-id').equals(trace);
    const ours = taken.exchange.request.headers['traceparent'];
    expect.that(traceparent, 'the span').differsFrom(ours);
  },
});

export const webhooks32 = scenario({
  id: 'WEBHOOKS-32',
  title: 'What staff write about a person stays in the house',
  rule: 'A reason in a webhook MUST be a code; free text about a person MUST NOT be sent.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: 'A note on an illness, sent to every receiver, is a fine and a front page.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { as, inbox } = await listening(stage, { events: ['player.status', 'player.erased'] });
    const player = await given.player();
    const { player_id } = player;
    const wish = { player_id, status: 'blocked', reason: 'Quentin is in rehab, says his sister' };
    expect(await platform.setPlayerStatus(wish, { as })).accepted({ status: 'blocked' });
    const erasure = { player_id, reason: 'Quentin asked for it by telephone' };
    expect(await platform.erasePlayer(erasure, { as })).accepted();

    const arrived = await inbox.received(2, ofPlayer(player));
    expect.that(typesOf(arrived), 'the events').equals(['player.status', 'player.erased']);
    const texts = arrived.map(({ raw }) => raw.toString());
    expect.that(texts[0] ?? '', 'what is told of the status').matches(/"to":"blocked"/);
    const leaks = texts.filter((text) => /quentin|rehab|telephone/i.test(text));
    expect.that(leaks, 'webhooks that tell what was written').isEmpty();
  },
});

export const eventScenarios = [
  ...[webhooks01, webhooks02, webhooks03, webhooks04],
  ...[webhooks05, webhooks06, webhooks07, webhooks32],
] as const;
