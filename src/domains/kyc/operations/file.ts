import type { Context } from '../../context.js';
import { screeningBody } from '../model.js';
import { casesOf, findScreening, screeningIdsOf } from '../store.js';
import { listAlerts } from './alerts.js';
import { getKycCase } from './cases.js';

/** All that was found out about the player (GDPR-01). */
export const kycFileOf = (ctx: Context, player: string) => ({
  cases: casesOf(ctx, player).map((row) => getKycCase(ctx, { case_id: row.case_id })),
  screenings: screeningIdsOf(ctx, player)
    .flatMap((id) => findScreening(ctx, id) ?? [])
    .map(screeningBody),
  alerts: listAlerts(ctx, { player_id: player }).items,
});
