import { reckonChain } from '../../../src/harness/audit-chain.js';
import { scenario } from '../../../src/harness/scenario.js';
import { entriesAbout, entriesOf } from './entries.js';

export const audit02 = scenario({
  id: 'AUDIT-02',
  title: 'The export holds when it is reckoned outside',
  rule: 'The exported log MUST be hash-chained so that any alteration, removal or move is found.',
  requirement: 'OBS-03',
  impact: 'critical',
  money: 'A log that only its owner can verify convinces nobody but its owner.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));

    const log = await platform.exportAudit();

    expect(log).accepted();
    const { entries, brokenAt } = reckonChain(log.text);
    expect.that(brokenAt, 'the line at which the chain breaks').equals(null);
    expect.that(entriesOf(entries, taken), 'the debit in the export').hasLength(1);
    expect.that(entriesOf(entries, won), 'the credit in the export').hasLength(1);

    const lines = log.text.split('\n').filter((line) => line !== '');
    const at = lines.findIndex((line) => line.includes(String(taken.requestId)));
    const line = lines[at] ?? '';
    const altered = line.replace(player.player_id, given.id('p'));
    const spoilt = [
      lines.with(at, altered),
      lines.toSpliced(at, 1),
      lines.toSpliced(at, 2, lines[at + 1] ?? '', line),
      lines.toSpliced(at, 0, line),
    ];
    const found = spoilt.map((text) => reckonChain(text.join('\n')).brokenAt !== null);
    expect
      .that(found, 'altered, removed, moved, doubled: each is found')
      .equals([...[true, true, true, true]]);
  },
});

export const audit04 = scenario({
  id: 'AUDIT-04',
  title: 'The log cannot be edited behind its back without anybody noticing',
  rule: 'An edit of a stored entry MUST be refused by the store or found by the verification.',
  requirement: 'OBS-03',
  impact: 'critical',
  money: 'Whoever takes the money also has a hand on the database that says so.',
  needs: ['snapshots'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player));
    expect(taken).accepted();
    const [entry] = entriesOf(await entriesAbout(stage, player), taken);
    const seq = entry?.seq ?? 1;
    const name = given.id('before-tampering');
    expect(await platform.verifyAudit()).accepted({ valid: true, broken_at: null });

    await control.snapshot(name);
    const { tampered } = await control.tamper({ seq });

    const found = expect(await platform.verifyAudit()).accepted();
    const [after] = entriesOf(await entriesAbout(stage, player), taken);
    if (tampered === true) await control.restore(name);
    if (tampered === true) {
      expect.that(found, 'the verification after an edit').includes({
        valid: false,
        broken_at: seq,
      });
    } else {
      expect.that(found.valid, 'the log after a refused edit').isTrue();
      expect.that(after, 'the entry after a refused edit').equals(entry);
    }
  },
});

export const audit07 = scenario({
  id: 'AUDIT-07',
  title: 'The verification and the export end in the same hash',
  rule: 'The head that verification tells MUST be the hash of that entry in the export.',
  requirement: 'OBS-03',
  money: 'A verification that looks at another log than the one handed out verifies nothing.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player));
    expect(taken).accepted();

    const told = expect(await platform.verifyAudit()).accepted({ valid: true, broken_at: null });
    const log = await platform.exportAudit();

    expect(log).accepted();
    const { entries } = reckonChain(log.text);
    expect.that(entries.length, 'the entries exported').isAtLeast(told.entries);
    expect.that(entries[told.entries - 1]?.hash, 'the hash of the last verified').equals(told.head);
    expect.that(entriesOf(entries, taken), 'the debit in the export').hasLength(1);
  },
});

export const audit08 = scenario({
  id: 'AUDIT-08',
  title: 'The log is for those who may read it',
  rule: 'Listing, verifying and exporting the log MUST need audit:read.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'The log tells what every player stakes and wins.',
  async run({ platform, given, expect }) {
    const stranger = { as: await given.client({ scopes: ['rounds:write', 'wallets:read'] }) };
    const auditor = { as: await given.client({ scopes: ['audit:read'] }) };

    const refused = { scope: 'audit:read' };
    expect(await platform.listAuditEntries({}, stranger)).refused('SCOPE_MISSING', refused);
    expect(await platform.verifyAudit({}, stranger)).refused('SCOPE_MISSING', refused);
    expect(await platform.exportAudit({}, stranger)).refused('SCOPE_MISSING', refused);
    expect(await platform.listAuditEntries({}, auditor)).accepted();
    expect(await platform.verifyAudit({}, auditor)).accepted({ valid: true });
    expect(await platform.exportAudit({}, auditor)).accepted();
  },
});

export const audit11 = scenario({
  id: 'AUDIT-11',
  contractOnly: 'It reads the contract alone, which no mutant changes.',
  title: 'The log has no operation that changes it',
  rule: 'The audit log MUST be append-only: nobody can change or remove an entry by the API.',
  requirement: 'OBS-03',
  impact: 'critical',
  money: 'A log that can be cleaned up will be.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    expect(await platform.debitRound(given.debit(player))).accepted();
    const before = await entriesAbout(stage, player);
    const seq = String(before[0]?.seq);

    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const path of ['/v1/audit', `/v1/audit/${seq}`, '/v1/audit/export']) {
        const answer = await platform.raw({ method, path, body: { ...before[0], data: {} } });
        expect(answer).refused(['METHOD_NOT_ALLOWED', 'ROUTE_NOT_FOUND']);
      }
    }
    expect.that(before.length, 'the entries about the player').isAtLeast(1);
    expect.that(await entriesAbout(stage, player), 'the entries afterwards').equals(before);
  },
});

export const chainScenarios = [audit02, audit04, audit07, audit08, audit11] as const;
