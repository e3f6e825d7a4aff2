import type { Contract } from '../contract/operations.js';
import type { PartnerName, SagaRow } from '../domains/sagas/index.js';
import type { Clock, VirtualClock } from '../kernel/time.js';
import type { Partners } from '../partners/index.js';
import { openStore } from '../store/store.js';
import type { Composition } from './composition.js';
import { MIGRATIONS, SAGA_KINDS } from './composition.js';
import type { OnDefect } from './defects.js';
import type { NewFault } from './faults.js';
import type { Outbox } from './outbox.js';
import { createOutbox } from './outbox.js';
import type { PartnerLine, PartnerLineOptions } from './partner-line.js';
import { createPartnerLine } from './partner-line.js';
import type { RunningPlatform } from './platform.js';
import { createPlatform } from './platform.js';
import type { SagaMoment } from './saga-runner.js';
import { createSagaRunner } from './saga-runner.js';
import type { DueWork } from './scheduler.js';
import { settleSeed } from './settings.js';
import { createAddressBook } from './webhook-addresses.js';
import type { Resolve } from './webhook-addresses.js';
import { createWebhookLine } from './webhook-line.js';
import { createWebhookSender, webhookRecorder } from './webhook-sender.js';
import type { WebhookSender, WebhookSenderOptions } from './webhook-sender.js';

export interface WorldOptions {
  readonly contract: Contract;
  /** Made anew for each life of the platform, so that no cache outlives a restart. */
  readonly compose: (contract: Contract) => Composition;
  readonly clock: Clock | VirtualClock;
  readonly seed?: string | undefined;
  readonly file?: string | undefined;
  readonly mutant?: string | undefined;
  /** Where each partner is reached; nowhere unless told. */
  readonly partners?: ((partner: PartnerName) => string) | undefined;
  /** How long a partner's answer is waited for, in milliseconds of real time; 2 s unless told. */
  readonly partnerTimeoutMs?: number | undefined;
  /** The partners' own side, for the control API; it begins, rewinds and closes with the world. */
  readonly partnerSide?: Partners | undefined;
  /** Where webhooks may go, and how long their receivers have; public addresses unless told. */
  readonly webhooks?: WebhookOptions | undefined;
  /** In force from the start, and again after a reset. */
  readonly faults?: readonly NewFault[] | undefined;
  /** More sources of due work: the partners' own. */
  readonly dueWork?: (() => readonly DueWork[]) | undefined;
  /** Told of each failure of ours; silent unless told. */
  readonly onDefect?: OnDefect | undefined;
  /** Told at every moment of every saga step. */
  readonly watchSagas?: ((saga: SagaRow, moment: SagaMoment) => void) | undefined;
  /** Most requests that share one commit; the store's own limit unless told. */
  readonly groupLimit?: number | undefined;
}

export interface WebhookOptions {
  /** Takes loopback, private networks and plain http as well. */
  readonly privateAllowed?: boolean | undefined;
  /** How long an answer is waited for, in milliseconds of real time; 2 s unless told. */
  readonly timeoutMs?: number | undefined;
  /** The system's own resolver unless told. */
  readonly resolve?: Resolve | undefined;
}

/** The platform from one start to its end: what a restart throws away. */
export interface Life {
  readonly platform: RunningPlatform;
  readonly outbox: Outbox;
  readonly sagas: DueWork;
  readonly webhooks: WebhookSender;
  readonly line: PartnerLine;
  readonly seed: string;
}

/** How the world holds on to a life of the platform. */
export interface Reins {
  /** Told after a commit that left work due at once. */
  readonly wake: () => void;
  readonly patienceMs: PartnerLineOptions['patienceMs'];
  readonly disturb: NonNullable<PartnerLineOptions['disturb']>;
  readonly disturbWebhook: NonNullable<WebhookSenderOptions['strike']>;
}

const NOWHERE = 'http://127.0.0.1:9';
/** Milliseconds of real time. */
export const PARTNER_TIMEOUT_MS = 2_000;
const WEBHOOK_TIMEOUT_MS = 2_000;

/** Opens the store and builds the platform on it; on refusal nothing stays open. */
export function beginLife(
  options: WorldOptions,
  reins: Reins,
  seed: string | undefined,
  bytes?: Buffer,
): Life {
  const { file, groupLimit, contract, clock } = options;
  const store = openStore({ file, bytes, migrations: MIGRATIONS, groupLimit });
  try {
    const settled = settleSeed(store, seed);
    const line = createPartnerLine({
      clock,
      address: options.partners ?? (() => NOWHERE),
      patienceMs: reins.patienceMs,
      disturb: reins.disturb,
    });
    const {
      privateAllowed = false,
      timeoutMs = WEBHOOK_TIMEOUT_MS,
      resolve,
    } = options.webhooks ?? {};
    const addresses = createAddressBook({ privateAllowed, resolve });
    const platform = createPlatform({
      contract,
      composition: options.compose(contract),
      store,
      clock,
      seed: settled,
      partners: line,
      addresses,
      wake: reins.wake,
      onDefect: options.onDefect,
    });
    const watch = options.watchSagas;
    const outbox = createOutbox(platform.ground, platform.store);
    outbox.subscribe(webhookRecorder(platform));
    return {
      platform,
      line,
      seed: settled,
      outbox,
      sagas: createSagaRunner({ platform, line, kinds: SAGA_KINDS, ...(watch && { watch }) }),
      webhooks: createWebhookSender({
        platform,
        line: createWebhookLine({ addresses, timeoutMs }),
        strike: reins.disturbWebhook,
      }),
    };
  } catch (failure) {
    store.close();
    throw failure;
  }
}
