import type { Answer, JsonObject } from '../../../src/harness/answer.js';
import type { PlayerRef, PlayerWanted } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { Input, Output, Schema } from '../../../src/contract/types.js';

/** How long a provider that answers at once may take, in real time. */
const PATIENCE_MS = 1_500;
const PAUSE_MS = 20;

/** Reads again until it is so, or answers what it was at last: for the check to judge. */
async function seen<T>(
  { run, control }: Stage,
  read: () => Promise<T>,
  isSo: (value: T) => boolean,
): Promise<T> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    await control.settle();
    const value = await read();
    if (isSo(value) || waited >= PATIENCE_MS) return value;
    await run.wait(PAUSE_MS);
  }
}

export type Case = Schema<'KycCase'>;
export type Screening = Schema<'Screening'>;

/** A case of a new player, or of this one. */
export async function openCase(
  stage: Stage,
  wanted: PlayerWanted | PlayerRef = {},
): Promise<{ player: PlayerRef; opened: Case }> {
  const { platform, given, expect } = stage;
  const player = 'player_id' in wanted ? wanted : await given.player(wanted);
  const opened = expect(await platform.openKycCase({ player_id: player.player_id })).accepted();
  return { player, opened };
}

export const caseNow = async ({ platform, expect }: Stage, caseId: unknown): Promise<Case> =>
  expect(await platform.getKycCase({ case_id: caseId })).accepted();

/** The case once it has come to this status, or as it is when it does not. */
export const caseOnce = (stage: Stage, caseId: unknown, status: Case['status']): Promise<Case> =>
  seen(
    stage,
    () => caseNow(stage, caseId),
    (found) => found.status === status,
  );

/** A passport of this number is handed in. */
export async function handIn(
  { platform, expect }: Stage,
  caseId: unknown,
  number: string,
  over: Partial<Input<'addKycDocument'>> = {},
): Promise<Output<'addKycDocument'>> {
  const passport = { type: 'passport', number, country: 'MT', ...over };
  return expect(await platform.addKycDocument({ case_id: caseId, ...passport })).accepted();
}

/** The provider's word on a case, new and sent just now unless said otherwise. */
export const decisionOn = async (
  { given, control }: Stage,
  caseId: unknown,
  decision: string,
  over: JsonObject = {},
): Promise<JsonObject> => ({
  event_id: given.id('evt'),
  case_id: caseId,
  decision,
  timestamp: await control.now(),
  ...over,
});

type Receipt = Promise<Answer<Output<'receiveKycWebhook'>>>;

/** Tells the platform what the provider decided, signed as the provider signs. */
export const decide = async (
  stage: Stage,
  caseId: unknown,
  decision: string,
  over: JsonObject = {},
): Receipt => tell(stage, await decisionOn(stage, caseId, decision, over));

/** The same event, as often as wanted. */
export const tell = async ({ platform, given }: Stage, event: JsonObject): Receipt =>
  platform.receiveKycWebhook(event, await given.signed('kyc', event));

/** Screens a player and waits for what comes of it. */
export async function screened(stage: Stage, player: PlayerRef): Promise<Screening> {
  const { platform, expect } = stage;
  const begun = expect(await platform.screenPlayer({ player_id: player.player_id })).accepted({
    decision: 'pending',
  });
  return screeningOnce(stage, begun.screening_id);
}

/** The screening once the provider has answered. */
export const screeningOnce = (stage: Stage, screeningId: unknown): Promise<Screening> =>
  seen(
    stage,
    async () =>
      stage.expect(await stage.platform.getScreening({ screening_id: screeningId })).accepted(),
    ({ decision }) => decision !== 'pending',
  );

/** A player with the name of somebody who holds office, whom somebody must look at. */
export async function inReview(stage: Stage): Promise<{ player: PlayerRef; screening: Screening }> {
  const player = await stage.given.player({ balance: '100.00', name: 'Philippa Thistlethorne' });
  const screening = await screened(stage, player);
  stage.expect.that(screening.decision, 'the decision on a PEP').equals('review');
  return { player, screening };
}

/** The player as the platform shows them. */
export const playerNow = async ({ platform, expect }: Stage, { player_id }: PlayerRef) =>
  expect(await platform.getPlayer({ player_id })).accepted();

/** What the audit log holds of a player under this type, the newest first. */
export async function notedOf(
  { platform, expect }: Stage,
  { player_id }: PlayerRef,
  type: string,
): Promise<readonly JsonObject[]> {
  const { items } = expect(await platform.listAuditEntries({ player_id, limit: 100 })).accepted();
  return items.filter((entry) => entry.type === type).map(({ data }) => data as JsonObject);
}

/** The player once they have come to this status, or as they are when they do not. */
export const playerOnce = (stage: Stage, player: PlayerRef, status: string) =>
  seen(
    stage,
    () => playerNow(stage, player),
    (found) => found.status === status,
  );

/** Waits until the provider has answered on the name of a player. */
export const screeningOver = (stage: Stage, player: PlayerRef): Promise<unknown> =>
  seen(
    stage,
    () => notedOf(stage, player, 'kyc.screened'),
    (found) => found.length > 0,
  );

/** The id of the review that a screening of this player has raised, as the audit log tells it. */
export async function raised(stage: Stage, player: PlayerRef): Promise<unknown> {
  const reviews = await seen(
    stage,
    async () =>
      (await notedOf(stage, player, 'kyc.screened')).filter(
        ({ decision }) => decision === 'review',
      ),
    (found) => found.length > 0,
  );
  return reviews[0]?.['screening_id'];
}
