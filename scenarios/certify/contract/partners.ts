import type { Answer } from '../../../src/harness/answer.js';
import type { CallOptions } from '../../../src/harness/platform.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { Members } from './sound-requests.js';

/** The partner is handed the new secret, as it would be: else nobody hears it any more. */
export async function rotated(
  { platform, control }: Stage,
  input: Members,
  options: CallOptions,
): Promise<Answer<unknown>> {
  const answer = await platform.rotatePartnerSecret(input, options);
  if (answer.outcome === 'ok' && control.has('partners')) {
    await control.partners.signWith(answer.body.partner, answer.body.secret);
  }
  return answer;
}
