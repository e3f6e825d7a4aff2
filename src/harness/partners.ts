import type { JsonObject } from './answer.js';

export type PartnerName = 'psp' | 'kyc';

/** How a partner stands: `down` drops every connection, `slow` answers late. */
export type PartnerMode = 'ok' | 'slow' | 'down';

/** A webhook the partner is made to send, true or not; what is not said is the payment's own. */
export interface SaidByPsp {
  readonly payment_id: string;
  readonly status: string;
  readonly event_id?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly times?: number;
  readonly delay_ms?: number;
  readonly secret?: string;
  readonly timestamp?: string;
}

/** One request a partner was asked, or one webhook it sent. */
export interface PartnerLogEntry {
  readonly direction: 'asked' | 'sent';
  /** `POST /v1/charges`, or `webhook <event_id>`. */
  readonly what: string;
  readonly body: JsonObject;
  /** The idempotency key it was asked under. */
  readonly key?: string | null;
  readonly status: number;
}

/** The fake partners of a target that has them: capability `partners`. */
export interface PartnerControl {
  /** Exclusive scenarios only: it holds for everybody. */
  mode(partner: PartnerName, mode: PartnerMode, latencyMs?: number): Promise<void>;
  /**
   * Exclusive scenarios only: while the work runs, the platform waits so long for this partner's
   * answers, in milliseconds of real time.
   */
  withPatience<T>(partner: PartnerName, ms: number, work: () => Promise<T>): Promise<T>;
  /** The secret the partner signs with. */
  secret(partner: PartnerName): Promise<string>;
  /** Exclusive scenarios only: what the partner signs with from now on. */
  signWith(partner: PartnerName, secret: string): Promise<void>;
  /** Makes the PSP send a webhook now; answers the HTTP status of each delivery. */
  tell(webhook: SaidByPsp): Promise<readonly number[]>;
  /** The newest entries, the oldest of them first. */
  log(partner: PartnerName): Promise<readonly PartnerLogEntry[]>;
}

type Ask = (method: string, path: string, body?: unknown) => Promise<JsonObject>;

export const partnersOf = (ask: Ask): PartnerControl => ({
  mode: async (partner, mode, latencyMs) => {
    const latency = latencyMs === undefined ? {} : { latency_ms: latencyMs };
    await ask('POST', `/partners/${partner}`, { mode, ...latency });
  },
  async withPatience(partner, ms, work) {
    await ask('POST', `/partners/${partner}/patience`, { patience_ms: ms });
    try {
      return await work();
    } finally {
      await ask('POST', `/partners/${partner}/patience`, { patience_ms: null });
    }
  },
  secret: async (partner) => {
    const shown = (await ask('GET', ''))['partners'] as readonly JsonObject[];
    return String(shown.find((one) => one['partner'] === partner)?.['secret']);
  },
  signWith: async (partner, secret) =>
    void (await ask('POST', `/partners/${partner}/secret`, { secret })),
  tell: async (webhook) =>
    (await ask('POST', '/partners/psp/webhooks', webhook))['answers'] as readonly number[],
  log: async (partner) =>
    (await ask('GET', `/partners/${partner}/log?limit=1000`))[
      'items'
    ] as readonly PartnerLogEntry[],
});
