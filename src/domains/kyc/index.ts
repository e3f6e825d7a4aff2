import type { Domain, Ground } from '../context.js';
import { command, query } from '../context.js';
import type { SagaRow } from '../sagas/index.js';
import type { DocumentRow } from './model.js';
import { judge, nextStatus, notedOf, verdictOn } from './model.js';
import {
  listAlerts,
  observePayment,
  watchHolder,
  watchRapidInOut,
  watchStructuring,
} from './operations/alerts.js';
import {
  addKycDocument,
  checkDocument,
  getKycCase,
  openKycCase,
  refuseDecided,
  refuseSecondCase,
} from './operations/cases.js';
import { receiveKycWebhook } from './operations/decisions.js';
import { isVerified, refuseOverCap, refuseUnlessVerified } from './operations/gates.js';
import { decideScreening, getScreening, screenPlayer } from './operations/screenings.js';
import { kinds } from './operations/steps.js';
import { noteEvent } from './store.js';
import { tables } from './tables.js';

export type { PaymentFacts } from './operations/alerts.js';
export { kycFileOf } from './operations/file.js';
export { eraseEvidence } from './operations/erasure.js';
export { hasOpenScreening } from './store.js';

/** The decisions of KYC and AML, and what payments ask. */
export interface KycRules {
  /** The case that is in force, if there is one: STATE_CONFLICT. */
  refuseSecondCase: typeof refuseSecondCase;
  /** A decided case takes no documents: STATE_CONFLICT. */
  refuseDecided: typeof refuseDecided;
  nextStatus: typeof nextStatus;
  verdictOn: typeof verdictOn;
  judge: typeof judge;
  /** Whether an event of the provider is heard for the first time; then it counts as heard. */
  isFresh(
    ground: Ground,
    event: { readonly event_id: string; readonly case_id: string; readonly decision: string },
  ): boolean;
  /** The idempotency key under which the provider is asked: the same for every repeat. */
  providerKey(saga: SagaRow): string;
  /** What the journal is told of a document. */
  noted(document: DocumentRow, number: string): Readonly<Record<string, unknown>>;
  isVerified: typeof isVerified;
  /** KYC_REQUIRED with kyc_status and review. */
  refuseUnlessVerified: typeof refuseUnlessVerified;
  /** LIMIT_EXCEEDED with kind kyc_cap, limit, used and remaining; before the deposit is counted. */
  refuseOverCap: typeof refuseOverCap;
  /** When a payment has completed, in its transaction. A repeat is harmless. */
  observePayment: typeof observePayment;
  watchStructuring: typeof watchStructuring;
  watchRapidInOut: typeof watchRapidInOut;
  watchHolder: typeof watchHolder;
}

export const soundKyc: KycRules = {
  refuseSecondCase,
  refuseDecided,
  nextStatus,
  verdictOn,
  judge,
  isFresh: noteEvent,
  providerKey: (saga) => `${saga.step}:${saga.subject}`,
  noted: (document) => notedOf(document),
  isVerified,
  refuseUnlessVerified,
  refuseOverCap,
  observePayment,
  watchStructuring,
  watchRapidInOut,
  watchHolder,
};

export const kyc: Domain = {
  name: 'kyc',
  tables,
  operations: {
    openKycCase: command(openKycCase),
    addKycDocument: command(addKycDocument, checkDocument),
    getKycCase: query(getKycCase),
    screenPlayer: command(screenPlayer),
    getScreening: query(getScreening),
    decideScreening: command(decideScreening),
    listAlerts: query(listAlerts),
    receiveKycWebhook: command(receiveKycWebhook),
  },
  sagas: kinds,
};
