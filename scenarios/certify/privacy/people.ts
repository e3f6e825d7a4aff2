import type { Stage } from '../../../src/harness/scenario.js';

/** A person who is told apart from everybody else by each of these. */
export function personFor({ given }: Stage) {
  const mark = given
    .id('who')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  return {
    external_id: given.id('ext'),
    name: `Name ${mark}`,
    email: `${mark}@example.org`,
    date_of_birth: '1931-07-23',
  };
}

/** Registered by the contract, with an empty wallet. */
export async function registered(stage: Stage, key?: string) {
  const person = personFor(stage);
  const wish = stage.given.registration(person);
  const asked = await stage.platform.createPlayer(wish, { key });
  const made = stage.expect(asked).accepted({ ...person });
  return { person, wish, made, player: { player_id: made.player_id, currency: made.currency } };
}

export const erasureOf = (player: { readonly player_id: string }) => ({
  player_id: player.player_id,
  reason: 'Asked for by the player',
});

/** Which of these texts stand in what was told. */
export const toldOf = (texts: readonly string[], told: string): readonly string[] =>
  texts.filter((text) => told.includes(text));

export const MONEY =
  'A data protection authority may fine up to 4 % of the turnover of the year (GDPR 83.5).';
