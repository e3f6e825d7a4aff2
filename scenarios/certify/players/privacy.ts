import { scenario } from '../../../src/harness/scenario.js';

export const players13 = scenario({
  id: 'PLAYERS-13',
  title: 'The audit log tells what was done, not who the person is',
  rule: 'Names, birthdays and addresses MUST NOT appear in the audit log.',
  requirement: 'SEC-07',
  impact: 'critical',
  money: 'A log that is kept for ever must not hold what a person may ask to be forgotten.',
  async run({ platform, given, expect }) {
    const person = {
      name: `Name ${given.id('n')}`,
      email: `${given.id('e').toLowerCase().replaceAll('-', 'x')}@example.org`,
      date_of_birth: '1931-07-23',
    };
    const made = await platform.createPlayer(given.registration(person));
    const { player_id } = expect(made).accepted(person);
    const renamed = { name: `${person.name} II`, email: `new-${person.email}` };
    expect(await platform.updatePlayer({ player_id, ...renamed })).accepted(renamed);

    const log = await platform.exportAudit();
    expect(log).accepted();
    const entries = log.text.split('\n').filter((line) => line.includes(`"${player_id}"`));

    expect.that(entries.length, 'the entries about the player').isAtLeast(2);
    const told = Object.values(person).filter((text) => log.text.includes(text));
    expect.that(told, 'the personal data in the log').isEmpty();
  },
});

export const privacyScenarios = [players13] as const;
