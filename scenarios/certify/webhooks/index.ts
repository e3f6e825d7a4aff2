import { webhookAccessScenarios } from './access.js';
import { endpointScenarios } from './endpoints.js';
import { eventScenarios } from './events.js';
import { retryScenarios } from './retries.js';
import { signatureScenarios } from './signatures.js';

/** NET-05: webhooks that go out, to an inbox of the harness. */
export const webhooksScenarios = [
  ...eventScenarios,
  ...signatureScenarios,
  ...retryScenarios,
  ...endpointScenarios,
  ...webhookAccessScenarios,
] as const;
