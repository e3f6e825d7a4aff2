import { kycTrade } from './kyc/trade.js';
import type { Partner, PartnerSurroundings } from './partner.js';
import { openPartner } from './partner.js';
import { pspTrade } from './psp/trade.js';
import type { GameStudio } from './studio/index.js';
import { openStudio } from './studio/index.js';

export type { Courier, WebhookFault } from './courier.js';
export type { Partner, PartnerSurroundings, PlannedWebhook } from './partner.js';
export type { LogEntry, Mode } from './state.js';
export { soundStudio, STUDIO_CLIENT } from './studio/index.js';
export type { CrashPoint, GameStudio, StudioRules } from './studio/index.js';

/** The partners of the sandbox. Each is a server of its own that knows the platform by address. */
export interface Partners {
  readonly psp: Partner;
  readonly kyc: Partner;
  readonly studio: GameStudio;
  /** All that they remember, as JSON text. */
  save(): string;
  load(text: string): void;
  close(): Promise<void>;
}

export async function openPartners(around: PartnerSurroundings): Promise<Partners> {
  const [psp, kyc, studio] = await Promise.all([
    openPartner(pspTrade, around),
    openPartner(kycTrade, around),
    openStudio(around),
  ]);
  const all = [psp, kyc, studio];
  return {
    psp,
    kyc,
    studio,
    save: () => JSON.stringify(all.map((partner) => partner.state())),
    load(text) {
      const states = JSON.parse(text) as readonly unknown[];
      for (const [at, partner] of all.entries()) partner.load(JSON.stringify(states[at]));
    },
    close: async () => void (await Promise.all(all.map((partner) => partner.close()))),
  };
}
