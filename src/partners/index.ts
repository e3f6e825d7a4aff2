import { kycTrade } from './kyc/trade.js';
import type { Partner, PartnerSurroundings } from './partner.js';
import { openPartner } from './partner.js';
import { pspTrade } from './psp/trade.js';

export type { Courier, WebhookFault } from './courier.js';
export type { Partner, PartnerSurroundings, PlannedWebhook } from './partner.js';
export type { LogEntry, Mode } from './state.js';

/** The partners of the sandbox. Each is a server of its own that knows the platform by address. */
export interface Partners {
  readonly psp: Partner;
  readonly kyc: Partner;
  /** All that both remember, as JSON text. */
  save(): string;
  load(text: string): void;
  close(): Promise<void>;
}

export async function openPartners(around: PartnerSurroundings): Promise<Partners> {
  const [psp, kyc] = await Promise.all([
    openPartner(pspTrade, around),
    openPartner(kycTrade, around),
  ]);
  return {
    psp,
    kyc,
    save: () => JSON.stringify([psp.state(), kyc.state()]),
    load(text) {
      const states = JSON.parse(text) as readonly unknown[];
      for (const [at, partner] of [psp, kyc].entries()) partner.load(JSON.stringify(states[at]));
    },
    close: async () => void (await Promise.all([psp.close(), kyc.close()])),
  };
}
